/** Can this credential do the job, and which permission is to be added where? */
const answer = await codemode.test_connection({});
print(answer.verdict, answer.method, answer.token_owner, answer.status, answer.expires);
print(answer.account.id.length, answer.account.name, answer.account.zones);
for (const { permission, state, needed_for, required, where_to_add } of answer.permissions) {
  print(permission, state, needed_for, required, where_to_add);
}
for (const note of answer.notes ?? []) print('note', note);

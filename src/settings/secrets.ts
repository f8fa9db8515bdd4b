/** Secrets from the environment, or from the files that it names. */
import { readFileSync } from 'node:fs';
import { VARIABLE_NAMES } from './access-names.ts';
import { type AccountAccess, parseAccess } from './credential.ts';
import { type Environment, type Findings, settingOf, type Variable } from './environment.ts';

/** The server's own credential and account. Undefined only together with a problem. */
export function loadAccess(env: Environment, findings: Findings): AccountAccess | undefined {
  const problemsBefore = findings.problems.length;
  const token = loadSecret(env, 'CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_API_TOKEN_FILE', findings);
  const key = loadSecret(env, 'CLOUDFLARE_API_KEY', 'CLOUDFLARE_API_KEY_FILE', findings);
  const given = {
    token,
    key,
    email: settingOf(env, 'CLOUDFLARE_EMAIL'),
    accountId: settingOf(env, 'CLOUDFLARE_ACCOUNT_ID'),
    isUnexpanded: env.CLOUDFLARE_API_TOKEN?.includes('${') === true,
    // A file that cannot be read has been reported; that its secret is missing would say the same again.
    isMissingReported: findings.problems.length > problemsBefore,
  };
  return parseAccess(given, VARIABLE_NAMES, findings);
}

/** A secret from its variable, or from the file that the other variable names. */
export function loadSecret(
  env: Environment,
  name: Variable,
  fileName: Variable,
  { problems }: Findings,
): string | undefined {
  const direct = settingOf(env, name);
  const file = settingOf(env, fileName);
  if (file === undefined) return direct;
  if (direct !== undefined) {
    problems.push(`${name} and ${fileName} are both set: keep one of them.`);
    return direct;
  }
  try {
    const content = readFileSync(file, 'utf8').trim();
    if (content !== '') return content;
    problems.push(`${fileName} names an empty file.`);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    // The value is not repeated: someone may have put the secret itself there.
    problems.push(`${fileName} does not name a file that can be read (${reason}).`);
  }
  return undefined;
}

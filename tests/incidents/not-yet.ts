/**
 * What the answers do not tell yet, and what they tell wrongly, by incident. Held from both sides: a fact that is told now
 * must leave this list, and so must a sentence that is not said any more.
 */

export const NOT_YET: Readonly<Record<string, readonly string[]>> = {
  'o-522-allow': ['nearly all fail through some data centres'],
  'o-1016': ['that the target does not resolve'],
  'r-redirect-old': ['which rule redirects'],
  's-mtls': ['whether the client certificate is valid'],
  's-rules-wiped': ['which rule is gone'],
  't-saas': ['whether the custom hostname is valid'],
  't-aop': ['whether that certificate is valid'],
  'd-takeover': ['that the target is not ours any more'],
  'd-dnssec': ['that validation fails'],
  'd-registration': ['the registration has expired'],
  'd-not-served': ['that the world gets no answer'],
  'd-flatten': ['what it is flattened to'],
  'w-pages': ['the last deployment failed'],
  'w-gateway': ['which Gateway policy blocks it'],
  'w-email-routing': ['its rules or addresses are not valid'],
  'w-spectrum': ['what the Spectrum application points to'],
  'w-waitingroom': ['a waiting room queues them'],
};

export const MISLEADS: Readonly<Record<string, readonly string[]>> = {};

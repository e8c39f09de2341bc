/** Ends a request with an answer that the caller can act on: a word in kebab-case, never content. */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly problem: string
  readonly facts: Readonly<Record<string, string | number>>
  constructor(status: number, problem: string, facts: Readonly<Record<string, string | number>> = {}) {
    super(problem)
    this.status = status
    this.problem = problem
    this.facts = facts
  }
}

/** The answer for it. */
export function problemResponse({ status, problem, facts }: Pick<Problem, 'status' | 'problem' | 'facts'>): Response {
  const headers = new Headers({ 'content-type': 'application/json' })
  const retry = facts['retryAfterSeconds']
  if (retry !== undefined) headers.set('retry-after', String(retry))
  return new Response(JSON.stringify({ problem, ...facts }), { status, headers })
}

/** 429 with how long to wait. */
export function tooManyTries(retryAfterMs: number): Problem {
  return new Problem(429, 'too-many-tries', { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) })
}

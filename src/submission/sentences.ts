/** Sentences about a judgement in the sender's language, from the guard's own catalogues. */
import type { Reason, Warning } from '../guard/types.ts'
import { senderTexts, type TextLanguage } from './texts.ts'
import type { Judged, Problem } from './types.ts'

/** The guard's words, as submission needs them. */
export interface GuardWords {
  reason(reason: Reason, language: TextLanguage): string
  warning(warning: Warning, language: TextLanguage): string
}

export interface Sentences {
  /** Why it is secured. */
  why(judged: Judged, language: TextLanguage): readonly string[]
  /** The questions with these ids. */
  questions(judged: Judged, ids: readonly string[], language: TextLanguage): readonly string[]
  reason(reason: Reason, language: TextLanguage): string
  warning(warning: Warning, language: TextLanguage): string
  problem(problem: Problem, language: TextLanguage): string
  /** One sentence about what Send does. */
  summary(judged: Judged, language: TextLanguage): string
}

export function createSentences(words: GuardWords): Sentences {
  return {
    ...words,
    why({ assessment, draft }, language) {
      const reasons = assessment.reasons.map(({ reason }) => words.reason(reason, language))
      return reasons.length === 0 && draft.threadProtected === true ? [senderTexts[language].conversation] : [...new Set(reasons)]
    },
    questions: ({ assessment }, ids, language) => assessment.warnings.filter(({ id }) => ids.includes(id)).map((one) => words.warning(one, language)),
    problem: (problem, language) => senderTexts[language].problems[problem],
    summary({ action, questions }, language) {
      const { secured, problems } = senderTexts[language]
      if (action === 'block') return problems.blocked
      if (action === 'ask' && questions.length > 0) return problems.question
      return action === 'protect' ? secured.opening : ''
    },
  }
}

/** Sentences about a judgement in the sender's language: the guard's own explanation, and what Send does with it. */
import { explain, policySentences, type Explanation } from '../guard/explain.ts'
import type { Policy } from '../guard/types.ts'
import { senderTexts, type TextLanguage } from './texts.ts'
import type { Judged, Problem } from './types.ts'

export function explanationOf({ assessment, draft, knowledge, policy }: Judged, language: TextLanguage): Explanation {
  return explain({ assessment, draft, knowledge, policy, language })
}

/** Why it is secured, heading first. */
export function whySentences(judged: Judged, language: TextLanguage): readonly string[] {
  const { heading, reasons } = explanationOf(judged, language)
  return [heading, ...reasons.map(({ sentence, ground }) => `${sentence} (${ground})`)]
}

/** The questions with these ids. */
export function questionSentences(judged: Judged, ids: readonly string[], language: TextLanguage): readonly string[] {
  return explanationOf(judged, language).warnings.filter(({ warning }) => ids.includes(warning.id))
    .map(({ heading, sentence }) => `${heading} ${sentence}`)
}

export function problemSentence(problem: Problem, language: TextLanguage): string {
  return senderTexts[language].problems[problem]
}

/** What a policy means, for the officer. */
export function policyMeaning(policy: Policy, language: TextLanguage): readonly string[] {
  return policySentences(policy, language)
}

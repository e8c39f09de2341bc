import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detectors } from './detectors/detectors.ts'
import { explain, findingTitle, policySentences } from './explain.ts'
import { judgeText, knowledge, mail } from './guard.testing.ts'
import { defaultPolicy, REASONS, WARNINGS } from './policy.ts'
import { HIDDEN_NOTES } from './texts-files.ts'
import { texts, type ScreenLanguage, type Texts, type WarningAbout } from './texts.ts'
import type { Assessment, Finding, Level, Policy, Reason, Route, WarningId } from './types.ts'

const LANGUAGES = Object.keys(texts) as ScreenLanguage[]
const WORDS_MAX = 15
const draft = mail('Tot morgen.', { attachments: [{ id: 'f1', name: 'plan.pdf', type: 'application/pdf', sizeBytes: 9 }] })
const address = draft.recipients[0]?.address ?? ''

/** What a warning may be about: everything known, and nothing known. */
const ABOUT: readonly WarningAbout[] = [
  { recipients: ['a@b.example'], files: ['plan.pdf'], suggestion: 'c@d.example', count: 12, places: [], rules: [] },
  { recipients: ['a@b.example'], files: [], suggestion: undefined, count: 1, places: [], rules: [] },
  ...HIDDEN_NOTES.flatMap((note) => [[], ['Loon'], ['Loon', 'Bonus'], ['Loon', 'Bonus', 'Ziek', 'Verlof']].map((places) =>
    ({ recipients: ['a@b.example'], files: ['plan.xlsx'], suggestion: undefined, count: 1, places, rules: [note, 'holds-findings'] }))),
]

/** Every text of a language that stands by itself as one or more sentences. */
function sentencesOf(words: Texts): string[] {
  const who = 'A. Prins'
  return [
    ...Object.values(words.reasons).flatMap(({ sentence, wayOut }) => [sentence, wayOut]),
    ...Object.values(words.things).flatMap((thing) => [words.heading([thing], true), words.heading([thing], false)]),
    ...Object.values(words.warnings).flatMap(({ heading, sentence }) => ABOUT.flatMap((about) =>
      [heading(about), sentence(about)])),
    ...Object.values(words.routes).map((route) => route(who)), words.impossible(who), ...Object.values(words.ability),
    words.nta, words.key, words.neverChecked, words.nothing, words.stillProtected, words.doubt.sentence,
    ...Object.values(words.reasons).map(({ short }) => words.doubt.heading(short)), words.stop, words.impaired,
    ...[0, 1, 30].map(words.age), ...[10, 60, 89, 90, 300].map(words.hold),
    ...Object.values(words.policy.mode), ...Object.values(words.policy.unread), words.policy.own('A', 'A-9999'),
  ]
}

/** Titles and parts that stand inside a sentence. */
function partsOf(words: Texts): string[] {
  return [
    ...Object.values(words.things), ...Object.values(words.reasons).flatMap(({ short, ground }) => [short, ground]),
    ...Object.values(words.levels), ...Object.values(words.policy.routeNames),
  ]
}

test('no text is empty or says undefined, and no sentence is longer than fifteen words', () => {
  for (const language of LANGUAGES) {
    for (const text of [...sentencesOf(texts[language]), ...partsOf(texts[language])]) {
      assert.ok(text.trim().length > 2 && !/undefined|NaN|\s\s|\s[.,]/.test(text), `${language}: "${text}"`)
    }
    for (const text of sentencesOf(texts[language])) {
      assert.match(text, /^\p{Lu}|^[\d\w@.]+/u, `${language}: "${text}"`)
      assert.match(text, /[.?]$/, `${language}: "${text}"`)
      for (const sentence of text.split(/(?<=[.?!:])\s/)) {
        const count = sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
        assert.ok(count <= WORDS_MAX, `${language}, ${count} words: "${sentence}"`)
      }
    }
  }
})

test('no language borrowed a sentence of another', () => {
  const seen = new Map<string, ScreenLanguage>()
  for (const language of LANGUAGES) {
    for (const text of new Set(sentencesOf(texts[language]))) {
      const other = seen.get(text)
      assert.ok(other === undefined || other === language, `${language} and ${other ?? ''}: "${text}"`)
      seen.set(text, language)
    }
  }
})

test('whatever a detector finds has a name in every language', () => {
  const reported = detectors.flatMap(({ examples }) => examples.hit).flatMap((text) => judgeText(text).findings)
  const types = new Set([...detectors, ...reported].map(({ type }) => type))
  assert.ok(types.size > 30)
  for (const type of types) {
    for (const language of LANGUAGES) assert.notEqual(findingTitle({ type }, language), type.toLowerCase(), `${language}: ${type}`)
  }
  assert.equal(findingTitle({ type: 'NEW_KIND' }, 'de'), 'new_kind')
  assert.equal(findingTitle({ type: 'constructor' }, 'fr'), 'constructor', 'a name of the language itself is no text')
})

test('every reason explains itself: what, why, what would make it go away, on what ground', () => {
  for (const language of LANGUAGES) {
    for (const reason of REASONS) {
      const { heading, reasons } = explained({ language, reason })
      const words = texts[language].reasons[reason]
      assert.ok(heading.includes(words.short), `${language} ${reason}: ${heading}`)
      assert.deepEqual(reasons, [{ ...words, reason, findings: [], where: [],
        mayOverride: defaultPolicy.mayOverride[reason] }])
      assert.ok(/\d/.test(words.ground), 'a ground names its article')
    }
  }
})

test('a heading names what was found, the surest first, each once, at most three, never a bare name', () => {
  const heading = (types: readonly string[]): string => explained({ language: 'de', reason: 'financial', types }).heading
  assert.equal(heading(['IBAN']), 'Sie schicken eine Kontonummer nach außen.')
  assert.equal(heading(['PERSON', 'IBAN']), 'Sie schicken eine Kontonummer nach außen.')
  assert.equal(heading(['PERSON']), 'Sie schicken etwas über das Geld einer Person nach außen.')
  const { heading: french } = explained({ language: 'fr', reasons: ['credentials', 'dossier', 'health', 'financial'] })
  assert.equal(french, 'Votre mail vers l’extérieur contient : un mot de passe ou un code, un dossier et la santé d’une personne.')
  assert.equal(explained({ language: 'fr', reason: 'dossier', route: 'internal' }).heading, 'Votre mail à un collègue contient : un dossier.')
})

test('advice and block never look alike', () => {
  for (const language of LANGUAGES) {
    const { stop } = texts[language]
    for (const reason of REASONS) {
      const heading = (level: Level): string => explained({ language, reason, level }).heading
      assert.ok(heading('block').startsWith(`${stop} `), `${language}: ${heading('block')}`)
      assert.ok(!heading('advise').includes(stop) && !heading('protect').includes(stop), `${language}: ${heading('advise')}`)
    }
    for (const id of WARNINGS) {
      const heading = (level: 'advise' | 'block'): string => explained({ language, warning: id, level }).heading
      assert.equal(heading('block'), `${stop} ${heading('advise')}`)
    }
  }
})

test('what did not work is said in words, and a policy reads in every language', () => {
  for (const language of LANGUAGES) {
    assert.deepEqual(explained({ language, impaired: ['models', 'ocr'] }).impaired, [texts[language].impaired])
    assert.deepEqual(explained({ language }).impaired, [])
    const policy: Policy = { ...defaultPolicy, ownNumbers: [{ name: 'pas', shape: 'A-9999', reason: 'health' }], mayOverride: { ...defaultPolicy.mayOverride, 'national-id': 'no' } }
    const lines = policySentences(policy, language)
    // What is treated alike stands in one sentence, and every reason stands in some.
    assert.ok(lines.length < REASONS.length)
    for (const reason of REASONS) assert.ok(
      lines.slice(1).some((line) => line.includes(texts[language].reasons[reason].short)), reason,
    )
    assert.ok(lines.every((line) => line.length > 10 && line.endsWith('.') && !line.includes('undefined')), lines.join('\n'))
  }
})

/** An explanation of an assessment made by hand. */
function explained({ language, reason, reasons = reason === undefined ? [] : [reason], types = [], warning, level = 'protect', route = 'portal', impaired = [] }: {
  readonly language: ScreenLanguage, readonly reason?: Reason, readonly reasons?: readonly Reason[],
    readonly types?: readonly string[]
  readonly warning?: WarningId, readonly level?: Level, readonly route?: Route, readonly impaired?: readonly string[]
}): ReturnType<typeof explain> {
  const findings = types.map((type, index): Finding =>
    ({ detector: 'x', type, part: 'body', start: index, end: index + 1, confidence: 1 - index / 10, segment: 'new', why: [] }))
  const assessment: Assessment = {
    version: 'v', policyVersion: 'p', secure: true, level, findings, impaired, holdMs: 0, scores: {},
    reasons: reasons.map((one) => ({ reason: one, score: 1, findings: findings.map((_, index) => index), rules: [] })),
    warnings: warning === undefined ? [] : [{ id: warning, level: level === 'block' ? 'block' : 'advise', score: 1, recipients: [address], attachments: ['f1'], rules: [] }],
    recipients: [{ address, route, passedOver: [], isImpossible: false }],
  }
  return explain({ assessment, draft, knowledge: knowledge(), policy: defaultPolicy, language })
}

test('a doubt is said in every language where a recipient is outside, and nowhere else', () => {
  const base: Assessment = { version: 'v', policyVersion: 'p', secure: false, level: 'advise', reasons: [], findings: [], warnings: [], impaired: [], holdMs: 0, scores: {},
    doubts: ['health'], recipients: [{ address, route: 'ordinary', passedOver: [], isImpossible: false }] }
  for (const language of LANGUAGES) {
    const said = (changed: Partial<Assessment>): ReturnType<typeof explain> =>
      explain({ assessment: { ...base, ...changed }, draft, knowledge: knowledge(), policy: defaultPolicy, language })
    const heading = texts[language].doubt.heading(texts[language].reasons.health.short)
    assert.deepEqual([said({}).heading, ...said({}).doubts.map((one) => one.heading)], [heading, heading])
    assert.deepEqual(said({ level: 'record' }).doubts, [])
    assert.deepEqual(said({ recipients: [{ address, route: 'internal', passedOver: [], isImpossible: false }] }).doubts, [])
  }
})

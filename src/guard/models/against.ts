import { foldedWords } from '../fold.ts'
import { VALUES, type MailFacts } from './signals.ts'
import type { LearnedReason } from './labels.ts'
import type { Passage } from './meaning.ts'

/**
 * What the setting of a mail says against a passage, whatever its words: an exercise in a course, a scene in a theatre, an
 * advertisement for a job, an invoice of a company, an animal's wound. In log-odds; nobody real is meant there.
 */

const WEIGHT = { company: 2.5, animal: 2, exercise: 4, scene: 3.5, vacancy: 3 } as const
/** Weight of a person who is surely one: a title, initials, a full name. */
const PERSON_SURE = 0.9
const ACCOUNT = VALUES.findIndex((types) => types.includes('IBAN'))
/** How much of the text around a passage is looked at. */
const AROUND = 400

/** How an exercise is set. */
const EXERCISE = new RegExp(String.raw`\b(?:casus|oefencasus|opdracht|opgave|tentamen|toets|rollenspel|lesweek|werkcollege|vignette|case study|practice case|assignment|worksheet|seminar|exam|homework|übung\p{L}*|fallbeispiel|klausur|aufgabe|hausaufgabe|exercice|cas pratique|énoncé|partiel|devoir)\b`
  + String.raw`|\b(?:schrijf|maak|noem|bereken|beschrijf|bespreek|beantwoord|stel) (?:een|de|het|drie|twee|vijf|je|jouw|wanneer|hoe|wat|op)\b|\b(?:list|write|describe|discuss|calculate|explain|draft) (?:your|a|an|the|three|two|five|how|what|why)\b`
  + String.raw`|\b(?:erstellen|beschreiben|berechnen|erläutern|nennen|diskutieren) sie\b|\b(?:rédigez|décrivez|calculez|expliquez|citez|proposez|discutez)\b`, 'iu')
/** How a scene, a page or a speech balloon is told. */
const SCENE = new RegExp(String.raw`\b(?:sc[eè]ne|scene|szene|akt|acte?|bedrijf|hoofdstuk|chapter|kapitel|chapitre|prent|pagina|page|planche|panel|ballo{1,2}n|bulle|sprechblase|regel|line|zin|rol|role|rolle|rôle|repliek|réplique|dialoog|dialogue|dialog|personage|character|figur|personnage|hoofdpersoon|held|heldin|verhaal|story|roman|novel|geschichte|récit|plot|inzending|entry)\b`, 'iu')
const JOB_WORDS = ['vacature', 'vacancy', 'vacancies', 'jobs', 'jobboard', 'karriere', 'stellen', 'emploi', 'recrutement', 'werkenbij', 'banen', 'stelle', 'candidats', 'sollicitatie']
const JOB = new RegExp(String.raw`\b(?:vacature|gezocht|wij zoeken|wij bieden|sollicit\p{L}*|per week|bruto|vacancy|we need|we are looking|we offer|an hour|per hour|dbs check|apply|wir suchen|wir bieten|bewerb\p{L}*|nous recherchons|nous recrutons|poste à pourvoir|candidature)\b`, 'iu')

/** Log-odds that the setting speaks against a passage for a reason. */
export function againstSetting(reason: LearnedReason, passage: Passage, { setting, values }: MailFacts): number {
  const { person } = passage
  let against = 0
  if (reason === 'financial' && (values[ACCOUNT] ?? 0) < 0 && person < PERSON_SURE) against += WEIGHT.company
  if (reason === 'health' && setting.isAnimalCare && person < PERSON_SURE) against += WEIGHT.animal
  if (reason === 'confidential-business' || reason === 'dossier') return against
  const isJobMail = setting.outside.slice(0, 10).flatMap(foldedWords).some((word) => JOB_WORDS.includes(word))
  if (!setting.isLesson && !setting.isStage && !isJobMail) return against
  const text = `${setting.draft.subject}\n${textAround(passage)}`
  if (setting.isLesson && EXERCISE.test(text)) against += WEIGHT.exercise
  else if (setting.isStage && SCENE.test(text)) against += WEIGHT.scene
  else if (isJobMail && person < PERSON_SURE && JOB.test(text)) against += WEIGHT.vacancy
  return against
}

/** A passage with what stands around it. */
function textAround({ reading: { text }, sentences, first, last }: Passage): string {
  const from = Math.max(0, (sentences[first]?.start ?? 0) - AROUND)
  return text.slice(from, Math.min((sentences[last]?.end ?? 0) + AROUND, from + 6 * AROUND))
}

import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assess } from '../assess.ts'
import { casePolicy, plainDraft, plainKnowledge } from '../cases.ts'
import type { Assessment } from '../types.ts'
import { readWeights } from './weights.ts'

const weights = readWeights(readFileSync(join(import.meta.dirname, '..', 'weights', 'server.bin')))

function isSecured(...mail: readonly [from: string, to: string, subject: string, body: string]): boolean {
  return judged(...mail).secure
}

function judged(from: string, to: string, subject: string, body: string): Assessment {
  assert.ok(weights)
  const draft = plainDraft({ from, recipients: [{ address: to, name: null, field: 'to' }], subject, body })
  return assess(draft, plainKnowledge({ internalDomains: [from.slice(from.indexOf('@') + 1)] }), casePolicy, weights)
}

const ILL = 'Meneer De Boer heeft diabetes en een wond aan zijn hiel.'

test('a case in a course is nobody, the same words to a colleague are somebody', () => {
  assert.equal(isSecured('docent@hogeschool-kade.example', 'studenten@klas-lijst.example', 'opdracht 3', `Casus. ${ILL} Schrijf een zorgplan.`), false)
  assert.equal(isSecured('arts@praktijk-kade.example', 'zorg@thuiszorg-veld.example', 'graag vandaag langs', ILL), true)
})

test('a course that writes about a real student is not talked down', () => {
  assert.equal(isSecured('decaan@hogeschool-kade.example', 'arts@praktijk-veld.example', 'Sanne de Boer',
    'Sanne de Boer is opgenomen op de psychiatrische afdeling en slikt medicijnen voor haar psychose.'), true)
})

test('a scene of a play is nobody', () => {
  assert.equal(isSecured('auteur@theater-kade.example', 'spelers@toneel-veld.example', 'bedrijf twee', `Scène 4. ${ILL}`), false)
})

test('a table of rates is about nobody; a list of who still owes what is', () => {
  const to = ['balie@gemeente-kade.example', 'raad@gemeente-veld.example'] as const
  const rates = '| Omzet van | tot | heffing |\n| € 0 | € 12.500 | € 0 |\n| € 12.500 | € 48.000 | € 140 |\n| € 48.000 | € 120.000 | € 275 |'
  assert.equal(isSecured(...to, 'tarieven', rates), false)
  const owing = '| Naam | geboren | schuld |\n| Mw. A. de Boer | 03-04-1971 | € 1.250 |\n| Dhr. K. Visser | 12-09-1984 | € 640 |\n| Mw. S. Yilmaz | 21-01-1966 | € 980 |'
  assert.equal(isSecured(...to, 'stand', owing), true)
})

test('a provision of law is about nobody', () => {
  const text = 'Het bestuursorgaan zendt jaarlijks voor 1 oktober de begroting voor het komende kalenderjaar aan de minister van Financiën, tenzij bij wet anders is bepaald.'
  assert.equal(isSecured('balie@gemeente-kade.example', 'raad@gemeente-veld.example', 'artikel 7', text), false)
})

test('somebody\'s mother is no child, and the medicine beside her number is named', () => {
  const reasonsOf = (body: string): readonly string[] =>
    judged('zuster@zorghuis-kade.example', 'jan@elders.example', 'Uw moeder', body).reasons.map(({ reason }) => reason)
  const reasons = reasonsOf('Beste Jan,\n\nHierbij het BSN van je moeder: 111222333. Zij krijgt metformine.\n\nGroet,\nMarieke')
  assert.ok(reasons.includes('health'), reasons.join())
  assert.ok(!reasons.includes('children'), reasons.join())
  assert.ok(reasonsOf('De jeugdbeschermer heeft zorgen over Sem van 6: zijn moeder drinkt en slaat hem.').includes('children'))
})

test('an address alone is no way in; a password beside it is', () => {
  const to = ['balie@gemeente-kade.example', 'post@partner-veld.example'] as const
  for (const text of ['admin@example.test', 'Mail voortaan naar admin@example.test in plaats van info@example.test.']) {
    assert.equal(isSecured(...to, 'adres', text), false, text)
  }
  assert.equal(isSecured(...to, 'inloggen', 'Log in met admin@example.test, het wachtwoord is Zomer2026!welkom'), true)
})

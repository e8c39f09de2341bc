import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUSE, judge, warned } from './warnings.testing.ts'

/** Recipient, then known contacts. */
const alike: readonly (readonly [to: string, ...contacts: string[]])[] = [
  ['kantoor@cijferaar.example', 'kantoor@cijferaars.example'],
  ['partner@intergrators.example', 'partner@integrators.example'],
  ['jan@hypotheekwijzers.exemple', 'jan@hypotheekwijzers.example'],
  ['info@gemeente-utrecth.nl', 'info@gemeente-utrecht.nl'],
  ['p.vos@zorggroepp.nl', 'p.vos@zorggroep.nl'],
  ['p.vos@zorgroep-noord.nl', 'p.vos@zorggroep-noord.nl'],
  ['m.bos@acme-industries.co', 'm.bos@acme-industries.com'],
  ['m.bos@acme-industries.de', 'm.bos@acme-industries.nl'],
  ['m.bos@acmeindustries.nl', 'm.bos@acme-industries.nl'],
  ['factuur@leverancier-bv.nl.betaling.example', 'factuur@leverancier-bv.nl'],
  ['ap@rnicrotech.example', 'ap@microtech.example'],
  ['ap@vvestland.example', 'ap@westland.example'],
  ['ap@g00dfood.example', 'ap@goodfood.example'],
  ['ap@pаyroll-service.example', 'ap@payroll-service.example'],
  ['ap@xn--pyroll-service-vtl.example', 'ap@payroll-service.example'],
  ['ap@bäcker-mayer.example', 'ap@backer-mayer.example'],
  ['lawyer@stonebridge-legal.org', 'lawyer@stonebridge-legal.com'],
  ['anna.vermuelen@kliniek.example', 'anna.vermeulen@kliniek.example'],
  ['annavermeullen@kliniek.example', 'annavermeulen@kliniek.example'],
  ['s.janssen@bedrijf.example', 's.jansen@bedrijf.example'],
  ['thomas.muller@firma.example', 'thomas.mueller@firma.example'],
  ['claire.fontane@etude.example', 'claire.fontaine@etude.example'],
  ['jan.devries@gmial.com', 'jan.devries@gmail.com'],
  ['jan.devries@hotmial.com', 'els@hotmail.com'],
  ['jan.devries@gmail.con', 'els@gmail.com'],
  ['jan.devries@outlok.com', 'els@ziggo.nl'],
  ['jan.devries@gmai.com', 'els@ziggo.nl'],
  ['jan.devries@zigo.nl', 'els@ziggo.nl'],
  ['jan.devries@yahooo.com', 'els@ziggo.nl'],
  ['jan.devries@icluod.com', 'els@ziggo.nl'],
  [`directie@zorghuiss.example`, 'els@ziggo.nl'],
  [`directie@zorg-huis.example`, 'els@ziggo.nl'],
]

const apart: readonly (readonly [to: string, ...contacts: string[]])[] = [
  ['kantoor@cijferaars.example', 'kantoor@cijferaars.example'],
  ['els@rabobank.example', 'jan@rabobank.example'],
  ['jan.devries@gmail.com', 'jan.devries@hotmail.com'],
  ['jan.devries@live.nl', 'jan.devries@live.com'],
  ['jan.devries@ziggo.nl', 'jan.devries@kpnmail.nl'],
  ['jan@gmx.de', 'jan@gmx.net'],
  ['jan@web.de', 'jan@wax.de'],
  ['jan@abn.nl', 'jan@ing.nl'],
  ['jan@vvd.nl', 'jan@cda.nl'],
  ['p.vos@zorggroep-zuid.nl', 'p.vos@zorggroep-noord.nl'],
  ['info@gemeente-ede.nl', 'info@gemeente-epe.nl'],
  ['info@bakkerij-jansen.nl', 'info@slagerij-jansen.nl'],
  ['info@school1.example', 'info@school2.example'],
  ['post@huisartsenpraktijk-oost.nl', 'post@huisartsenpraktijk-west.nl'],
  ['peter.bos@bedrijf.example', 'peter.vos@bedrijf.example'],
  ['mark@bedrijf.example', 'mary@bedrijf.example'],
  ['j.smit@bedrijf.example', 'k.smit@bedrijf.example'],
  ['team3@bedrijf.example', 'team4@bedrijf.example'],
  ['nieuws@krant.example', 'redactie@krant.example'],
  ['a@mail.zorggroep.nl', 'a@zorggroep.nl'],
  ['els@nhs.uk', 'els@nhs.net'],
  ['els@hartman.example', 'els@hartmann-advocaten.example'],
  ['onbekend@nieuw.example', 'els@ziggo.nl'],
]

test('an address nearly like a known one is told, and the known one suggested', () => {
  assert.deepEqual(alike.filter(([to, ...contacts]) => !warned({ to: [to], contacts, body: 'Tot vrijdag.' }).includes('lookalike-address')), [])
  assert.equal(judge({ to: ['kantoor@cijferaar.example'], contacts: ['kantoor@cijferaars.example'], body: 'x' }).warnings[0]?.suggestion, 'kantoor@cijferaars.example')
})

test('addresses that are near by nature, or known themselves, are left alone', () => {
  assert.deepEqual(apart.filter(([to, ...contacts]) => warned({ to: [to], contacts, body: 'Tot vrijdag.' }).length > 0), [])
  assert.deepEqual(warned({ to: ['p.vos@zorggroepp.nl'], contacts: ['p.vos@zorggroep.nl'], recipients: [{ address: 'p.vos@zorggroepp.nl', sentBefore: 3 }], body: 'x' }), [])
})

/** Recipient, the namesake, subject, body, file. */
const namesakes: readonly (readonly [to: string, other: string, subject: string, body: string, file?: string])[] = [
  ['marieke@concurrent-plast.example', `marieke@${HOUSE}`, 'functioneringsgesprekken', 'Hoi Marieke, hierbij de verslagen van jouw team.', 'verslagen.zip'],
  ['sanne@aannemer-west.example', `sanne@${HOUSE}`, 'beoordeling', 'Hoi Sanne, hierbij de beoordelingen van ons team.', 'beoordelingen.docx'],
  ['tom.bakker@leverancier.example', `tom.bakker@${HOUSE}`, 'rooster week 12', 'Ha Tom, ik heb het rooster van de afdeling aangepast.'],
  ['l.visser@gmail.com', `l.visser@${HOUSE}`, 'ziekmelding Carla', 'Hoi Linda, Carla heeft zich ziek gemeld, wil jij haar dienst overnemen?'],
  ['peter.smits@klant.example', `peter.smits@${HOUSE}`, 'onze marges', 'Peter, dit zijn onze inkoopprijzen en marges voor deze klant.'],
  ['karin.mulder@bureau.example', `k.mulder@${HOUSE}`, 'teamoverleg', 'Hoi Karin, zet jij mijn verlof op de agenda van het teamoverleg?'],
  ['james.cole@vendor.example', `james.cole@${HOUSE}`, 'appraisals', 'Hi James, here are the appraisals of your team.', 'appraisals.docx'],
  ['emma.reid@client.example', `emma.reid@${HOUSE}`, 'payroll', 'Emma, can you approve the payroll for our team before noon?'],
  ['oliver.grant@partner.example', `oliver.grant@${HOUSE}`, 'restructuring', 'Ollie, the restructuring plan, please keep it among colleagues.'],
  ['anna.vogel@lieferant.example', `anna.vogel@${HOUSE}`, 'Dienstplan', 'Hallo Anna, der Dienstplan für unser Team ist fertig.'],
  ['jens.bauer@kunde.example', `jens.bauer@${HOUSE}`, 'Kalkulation', 'Jens, unsere Kalkulation und die Marge für dieses Angebot.'],
  ['julie.mercier@client.example', `julie.mercier@${HOUSE}`, 'entretiens annuels', 'Bonjour Julie, voici les entretiens annuels de ton équipe.'],
  ['paul.david@fournisseur.example', `paul.david@${HOUSE}`, 'congés', 'Paul, peux-tu valider les congés de notre équipe ?'],
  ['maria.lopez@stroomkabel.example', 'maria.lopez@waterwerken.example', 'offerte Waterwerken', 'Beste Maria, de offerte voor Waterwerken is klaar.'],
  ['h.bos@noordlease.example', 'h.bos@zuiderbouw.example', 'planning', 'Beste Henk, kan Zuiderbouw maandag beginnen?'],
]

const rightOnes: typeof namesakes = [
  [`marieke@${HOUSE}`, 'marieke@concurrent-plast.example', 'functioneringsgesprekken', 'Hoi Marieke, hierbij de verslagen van jouw team.', 'verslagen.zip'],
  ['sanne@aannemer-west.example', `sanne@${HOUSE}`, 'dakgoot', 'Hoi Sanne, wanneer komen jullie de dakgoot repareren?'],
  ['tom.bakker@leverancier.example', `tom.bakker@${HOUSE}`, 'levering', 'Ha Tom, komt de levering van dinsdag door?'],
  ['tom.bakker@leverancier.example', `tom.bakker@${HOUSE}`, 'bestelling', 'Ha Tom, jouw collega zei dat de printer weer op voorraad is.'],
  ['l.visser@gmail.com', `l.visser@${HOUSE}`, 'afspraak', 'Beste mevrouw Visser, uw afspraak is donderdag om drie uur.'],
  ['james.cole@vendor.example', `james.cole@${HOUSE}`, 'renewal', 'Hi James, could your team send the renewal quote?'],
  ['emma.reid@client.example', `emma.reid@${HOUSE}`, 'kick-off', 'Emma, our team looks forward to the kick-off on Monday.'],
  ['anna.vogel@lieferant.example', `anna.vogel@${HOUSE}`, 'Lieferung', 'Hallo Anna, wann kommt die Lieferung?'],
  ['julie.mercier@client.example', `julie.mercier@${HOUSE}`, 'rendez-vous', 'Bonjour Julie, notre rendez-vous est confirmé.'],
  ['maria.lopez@stroomkabel.example', 'maria.lopez@waterwerken.example', 'offerte', 'Beste Maria, de offerte voor de nieuwe kabels is klaar.'],
  ['maria.lopez@stroomkabel.example', 'maria.lopez@waterwerken.example', 'offerte', 'Beste Maria, Stroomkabel en Waterwerken krijgen samen een offerte.'],
  ['info@stroomkabel.example', 'info@waterwerken.example', 'offerte', 'Beste mensen, de offerte van ons team is klaar.'],
]

const chosen = ([to, other, subject, body, file]: typeof namesakes[number]): string[] =>
  warned({ to: [to], contacts: [to, other], subject, body, attachments: file === undefined ? [] : [file] })

test('a namesake elsewhere gets what was meant for the other', () => {
  assert.deepEqual(namesakes.filter((line) => !chosen(line).includes('autocomplete-namesake')).map(([to, , subject]) => `${to} ${subject}`), [])
})

test('mail that fits the one who was chosen is left alone', () => {
  assert.deepEqual(rightOnes.filter((line) => chosen(line).includes('autocomplete-namesake')).map(([to, , subject]) => `${to} ${subject}`), [])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CASE_NOW } from './cases.ts'
import { spans } from './spans.ts'

/**
 * Every identifier as people write and machines read it: in four languages, in tables, in quotes, over the end of a line, with a
 * letter for a digit. Values pass their checks and are nobody's.
 */
const written: Readonly<Record<string, readonly string[]>> = {
  BSN: [
    'BSN: 111222333', 'bsn 111 222 333', 'BSN 1112.22.333', 'BSN 111-222-333', 'BSN\n111222333',
    'Burgerservicenummer:\n  111222333', '> BSN: 111\n> 222 333', '> Het burgerservicenummer\n> is 111222333.',
    'BSN 111222\n333', 'BSN 111 222=\n333', 'naam | bsn\nPrins | 111222333',
    'Naam;Geb;BSN\nPrins;1-2-1980;111222333\nBos;2-3-1970;123456782', 'Naam\tBSN\nPrins\t111222333', 'BSN lll222333',
    'BSN 1l1222333', 'BSN O1O464554', 'BSN 01O464554', 'BSN I11222333', 'BSN 111.222.333', 'BSN (111222333)',
    'BSN nr. 111222333', 'BSN-nr 111222333', 'burgerservicenr 111222333', 'sofinummer 111222333',
    'sofi-nummer: 111222333', 'BSN=111222333', 'BSN#111222333',
    'citizen service number 111222333', 'Dutch BSN number 111222333',
    'Bürgerservicenummer 111222333', 'niederländische BSN 111222333', 'numéro BSN 111222333',
    'numéro de service citoyen 111222333', '111222333 (BSN)', '111222333 is zijn BSN', 'BSN/sofi 111222333',
    'BSN 12345672', 'BSN:111222333;', '"bsn":"111222333"', '<td>BSN</td><td>111222333</td>',
    'BSN van moeder: 111222333, BSN van kind: 123456782', 'BSN 1 1 1 2 2 2 3 3 3', 'BSN: 111_222_333',
    'BSN 111,222,333', 'BSN..........: 111222333', 'BSN ________ 111222333', 'BSN                      111222333',
  ],
  IBAN: [
    'IBAN NL91ABNA0417164300', 'NL91 ABNA 0417 1643 00', 'rekening NL91 ABNA\n0417 1643 00',
    '> rekening NL91 ABNA\n> 0417 1643 00', 'nl91abna0417164300', 'NL91.ABNA.0417.1643.00', 'NL91-ABNA-0417-1643-00',
    'IBAN: NL 91 ABNA 04 17 16 43 00', 'NL91ABNAO417164300', 'DE89 3704 0044 0532 0130 00',
    'Konto DE89370400440532013000', 'FR14 2004 1010 0505 0001 3M02 606', 'GB82 WEST 1234 5698 7654 32',
    'BE68 5390 0754 7034', 'IBAN\tNL91ABNA0417164300', 'IBAN;naam\nNL91ABNA0417164300;Prins',
  ],
  CARD: [
    '4111 1111 1111 1111 exp 12/27', 'kaart 4111-1111-1111-1111', 'card 4111\n1111 1111 1111',
    '> kaart 4111 1111\n> 1111 1111', 'kaart 4111.1111.1111.1111', 'carte bancaire 4111111111111111',
    'kaart 41l1 1111 1111 1111',
  ],
  KVNR: [
    'Versichertennummer A123456780', 'KVNR: A 123 456 780', 'Krankenversichertennummer\nA123456780',
    'numéro d’assuré KVNR A123456780',
  ],
  STEUER_ID: [
    'Steuer-ID 86095742719', 'IdNr. 86 095 742 719', 'Steueridentifikationsnummer\n86 095 742 719',
    '> Steuer-ID 86 095\n> 742 719', 'Steuer-ID: 86 O95 742 719',
  ],
  NIR: [
    'NIR 255081416802538', 'n° de sécurité sociale 2 55 08 14 168 025 38', 'numéro de sécu 2 55 08 14\n168 025 38',
    '> sécurité sociale : 2 55 08 14 168\n> 025 38',
  ],
  NHS: [
    'NHS number 943 476 5919', 'NHS no: 9434765919', 'NHS 943-476-5919', '> NHS number 943\n> 476 5919',
    'NHS number 943 476 59l9',
  ],
  NINO: [
    'NI number AB 12 34 56 C', 'national insurance AB123456C', 'NINO: ab 12 34 56 c', 'NINO AB-12-34-56-C',
  ],
  RIJKSREGISTER: [
    'rijksregisternummer 93.05.18-223.61', 'RRN 93051822361', 'rijksregisternr: 93 05 18 223 61',
    'numéro national 93.05.18-223.61', 'rijksregisternummer\n93.05.18-223.61', 'INSZ 93051822361',
    'NISS : 93.05.18-223.61',
  ],
  DOB: [
    'geboren 03-04-1951', 'geb. 3 april 1951', 'geb.datum 03/04/51', 'geboortedatum:\n03-04-1951',
    'born 3 April 1951', 'date of birth: 3rd April 1951', 'DOB 03/04/1951', 'd.o.b. 1951-04-03', 'geb. am 03.04.1951',
    'Geburtsdatum 03.04.1951', 'née le 3 avril 1951', 'date de naissance : 03/04/1951', '> geboren\n> 03-04-1951',
    'né(e) le 03.04.1951', 'Geboortedatum;Naam\n03-04-1951;Prins', 'geb 3-4-51', '*03.04.1951 in Köln',
    'born on the 3rd of April, 1951',
  ],
  PHONE: [
    'tel 06-12345678', '06 12 34 56 78', '+31 6 1234 5678', '0031612345678', '+31 (0)6 12345678', '020-1234567',
    '(020) 123 45 67', '+32 475 12 34 56', '0475/12.34.56', '+49 170 1234567', '0170/1234567', 'Tel.: 030 23125 409',
    '07700 900353', '+44 7700 900353', '06 12 34 56 78', '+33 6 12 34 56 78', '01.23.45.67.89', 'gsm 0475 12 34 56',
    'mobiel: 0612345678', 'Handy 0151 23456789', 'portable : 06.12.34.56.78', 'tel. 06\n12345678',
  ],
  PLATE: [
    'kenteken 12-AB-34', 'kenteken: AB-12-CD', 'auto met kenteken G-123-BB', 'number plate AB12 CDE',
    'Kennzeichen M-AB 1234', 'immatriculation AB-123-CD', 'nummerplaat 1-ABC-234',
  ],
  V_NUMBER: [
    'V-nummer 2812345678', 'vreemdelingennummer: 281 234 5678', 'VNR 2812345678', 'vnummer 2812345678',
  ],
  BIG: [
    'BIG-nummer 19012345601', 'BIG 19012345601', 'BIG-registratie: 1901 2345 601',
  ],
  AGB: [
    'AGB-code 01012345', 'AGB: 01-012345', 'AGB 01 012345',
  ],
  UZOVI: [
    'UZOVI 3311', 'UZOVI-code: 0101', 'uzovi nummer 7029',
  ],
  RSIN: [
    'RSIN 004495445', 'RSIN: 851234562', 'fiscaal nummer 004495445',
  ],
  KVK: [
    'KvK 12345678', 'KvK-nummer: 12 34 56 78', 'Kamer van Koophandel 12345678', 'chamber of commerce 12345678',
  ],
  VAT_ID: [
    'btw NL004495445B01', 'btw-id: NL 0044.95.445.B.01', 'VAT NL004495445B01', 'USt-IdNr. DE136695976',
    'TVA FR40303265045',
  ],
  EDUCATION_NUMBER: [
    'onderwijsnummer 101222331', 'onderwijsnr: 101 222 331', 'PGN 101222331',
  ],
  DRIVING_LICENCE: [
    'rijbewijsnummer 1234567890', 'rijbewijs nr. 1234567890', 'driving licence number MORGA657054SM9IJ',
    'Führerscheinnummer B072RRE2I55', 'permis de conduire n° 123456789012',
  ],
  CLIENT_NUMBER: [
    'patiëntnummer 0048213', 'cliëntnr. 44712', 'cliëntnummer\n4471203', 'dossiernummer: Z2025-1234',
    'zaaknummer 2025/004417', 'MRN 4471203', 'hospital number H4471203', 'Patientennummer 4471203',
    'numéro de patient 884122', 'patient id: 4471203', 'client no. 4471203', 'IPP 8841220',
    'case number 2025-4417', 'leerlingnummer 441203', 'zorgdossier 441203', 'parketnummer 01/123456-25',
  ],
  EHIC: [
    'EHIC 80528007260212345678', 'Kennnummer der Karte 80276883110000123456 Europäische Krankenversicherungskarte',
    'European health insurance card 80826001234567890123',
  ],
  RVNR: [
    'Rentenversicherungsnummer 65170839J008', 'RVNR 65 170839 J 008', 'Sozialversicherungsnummer: 65 170839 J 008',
  ],
}

const has = (text: string, type: string): boolean => spans(text, CASE_NOW).some((span) => span.type === type)

for (const [type, texts] of Object.entries(written)) {
  test(`${type}: in every way it is written`, () => {
    for (const text of texts) assert.ok(has(text, type), JSON.stringify(text))
  })
}

test('numbers that pass the test of a BSN and are something else by their own word', () => {
  const others = [
    'ordernummer 111222333', 'factuur 123456782', 'artikel 111222333', 'ISBN 111222333', 'kenmerk 111222333',
    'track & trace 111222333', 'Bestellnummer 111222333', 'invoice no 111222333', 'facture n° 111222333',
    'KvK 12345672', 'klantnummer 111222333 van de webshop', 'EAN 4006381333931', 'polisnummer 111222333',
    'debiteurnummer 111222333', 'versie 111222333', 'ticket 111222333', 'meterstand 111222333', 'serienummer 111222333',
    'bedrag 111.222.333 euro', 'EUR 111.222.333', 'tel 111222333', 'ordernr.\n111222333', 'RSIN 111222333',
    'factuur | bedrag\n111222333 | 20',
  ]
  for (const text of others) assert.ok(!has(text, 'BSN'), JSON.stringify(text))
})

test('numbers that fail, and shapes that are none', () => {
  for (const [type, text] of [
    ['BSN', 'BSN 111252333'], ['BSN', 'BSN 000000000'], ['BSN', 'BSN 101222331'], ['BSN', 'BSN 1l1252333'], ['BSN', 'BSN volgt.\n\n111\n222333'], ['IBAN', 'NL92ABNA0417164300'], ['IBAN', 'NL92ABNAO417164300'],
    ['CARD', 'kaartnummer 4111111111111112'], ['ADDRESS', 'adres 2611 SS 12'], ['ADDRESS', 'adres 0123 AB 12'], ['PASSPORT', 'paspoortnummer 581001RXR'],
  ] as const) assert.ok(!has(text, type), `${type} ${JSON.stringify(text)}`)
})

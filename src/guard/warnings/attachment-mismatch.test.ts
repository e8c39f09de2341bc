import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warned, type Written } from './warnings.testing.ts'

/** Recipient, subject, body, file. */
type Line = readonly [to: string, subject: string, body: string, file: string, text?: string]

const others: readonly Line[] = [
  ['lisanne.post@live.example', 'testament Post', 'Beste Lisanne,\n\nBijgaand het concept.', 'testament_familie_Reinders.docx'],
  ['k.peters@live.example', 'koopcontract Peters', 'Hoi Karin,\n\nHierbij het contract.', 'koopcontract_Vermeer_getekend.pdf'],
  ['info@zorgverzekeraar.example', 'machtiging mevrouw Hendriks', 'Geachte heer, mevrouw,\n\nBijgaand de aanvraag voor mevrouw Hendriks.', 'aanvraag_mw_Willemsen.pdf'],
  ['huisarts@praktijk.example', 'verwijzing dhr. Bosman', 'Collega,\n\nIn de bijlage de brief over de heer Bosman.', 'ontslagbrief Dijkgraaf.pdf'],
  ['j.kuiper@kuiper.example', 'uw loonstrook', 'Beste Jan,\n\nBijgaand je loonstrook van mei.', 'loonstrook_mei_Verbeek.pdf'],
  ['s.visser@mail.example', 'schade 2026-10443', 'Geachte heer Visser,\n\nBijgaand het rapport over schade 2026-10443.', 'rapport_schade_2026-10587.pdf'],
  ['advocaat@kantoor.example', 'zaak 200.301.455', 'Hierbij de stukken in zaak 200.301.455.', 'pleitnota zaak 200.301.982.pdf'],
  ['ouders.tim@mail.example', 'rapport Tim', 'Beste ouders,\n\nHierbij het rapport van Tim.', 'Rapport groep 6 Noor.pdf'],
  ['m.haverkamp@mail.example', 'indicatie', 'Beste mevrouw Haverkamp,\n\nDe indicatie zit in de bijlage.', 'indicatiebesluit_Scholten.pdf'],
  ['a.deboer@mail.example', 'hypotheekofferte De Boer', 'Beste Anja,\n\nBijgaand de offerte.', 'Hypotheekofferte_Kramer_v2.pdf'],
  ['p.smeets@mail.example', 'jaaropgave', 'Beste Piet,\n\nHierbij je jaaropgave.', 'jaaropgave 2025 Hofman.pdf'],
  ['wijkteam@gemeente.example', 'overleg gezin El Idrissi', 'Bijgaand het plan voor het gezin El Idrissi.', 'plan van aanpak gezin Van Loon.docx'],
  ['b.wagner@klant.example', 'offerte dakrenovatie Wagner', 'Beste Bea,\n\nHierbij de offerte voor je dak.', 'offerte_dak_Zijlstra.pdf'],
  ['graham.hill@mailhub.example', 'mortgage offer Hill', 'Dear Graham,\n\nPlease find your offer attached.', 'Mortgage_Offer_Ade.pdf'],
  ['ward4@hospital.example', 'discharge of Mrs Palmer', 'Please find attached the discharge letter of Mrs Palmer.', 'Discharge letter Norris.pdf'],
  ['t.bishop@bishop.example', 'your payslip', 'Hi Tony,\n\nYour payslip is attached.', 'Payslip March Whitfield.pdf'],
  ['clerk@chambers.example', 'case 24-11873', 'The bundle in case 24-11873 is attached.', 'bundle 24-11926.pdf'],
  ['s.oneill@mail.example', 'tenancy agreement O’Neill', 'Dear Sean,\n\nAttached is your tenancy agreement.', 'Tenancy agreement Kowalski.docx'],
  ['e.watts@mail.example', 'test results', 'Dear Ms Watts,\n\nYour results are attached.', 'Results_Farrell_bloods.pdf'],
  ['gp@surgery.example', 'referral Amir Khan', 'Attached is the referral for Amir Khan.', 'Referral - Peter Lowe.pdf'],
  ['t.weber@weber.example', 'Arbeitsvertrag Weber', 'Sehr geehrter Herr Weber,\n\nanbei Ihr Vertrag.', 'Arbeitsvertrag_Neumann.pdf'],
  ['praxis@arzt.example', 'Befund Frau Albrecht', 'Im Anhang der Befund von Frau Albrecht.', 'Befund_Zimmermann.pdf'],
  ['l.vogt@vogt.example', 'Gehaltsabrechnung', 'Liebe Lena,\n\nanbei deine Abrechnung für März.', 'Gehaltsabrechnung März Böhm.pdf'],
  ['gericht@justiz.example', 'Aktenzeichen 4 C 1187/26', 'Anbei der Schriftsatz zu 4 C 1187/26.', 'Schriftsatz 4 C 1342-26.pdf'],
  ['p.moreau@moreau.example', 'contrat Moreau', 'Monsieur Moreau,\n\nci-joint votre contrat.', 'Contrat_Lambert_signe.pdf'],
  ['cabinet@medecin.example', 'résultats de Mme Girard', 'Ci-joint les résultats de Mme Girard.', 'resultats Fournier.pdf'],
  ['c.petit@petit.example', 'bulletin de paie', 'Bonjour Camille,\n\nvotre bulletin de mars est en pièce jointe.', 'bulletin paie mars Renard.pdf'],
  ['lisanne.post@live.example', 'concept', 'Beste Lisanne,\n\nBijgaand het verslag van ons gesprek.', 'verslag.docx', 'Gespreksverslag\nCliënt: dhr. R. Reinders\nGeboortedatum: 3-4-1961\nDe heer Reinders vertelt dat hij slecht slaapt.'],
  ['m.haverkamp@mail.example', 'uw uitslag', 'Beste mevrouw Haverkamp,\n\nUw uitslag zit in de bijlage.', 'uitslag.pdf', 'Laboratorium\nPatiënt: Scholten, A.\nGeb. 12-02-1950\nKalium 4,1'],
  ['e.watts@mail.example', 'your statement', 'Dear Ms Watts,\n\nYour statement is attached.', 'statement.pdf', 'Statement of account\nAccount holder: Mr Peter Farrell\nDate: 1 March\nBalance 120.00'],
  ['t.weber@weber.example', 'Ihr Bescheid', 'Sehr geehrter Herr Weber,\n\nanbei Ihr Bescheid.', 'Bescheid.pdf', 'Bescheid\nAntragsteller: Frau Ilse Neumann\nAktenzeichen 77/26'],
  ['p.moreau@moreau.example', 'votre attestation', 'Monsieur Moreau,\n\nci-joint votre attestation.', 'attestation.pdf', 'Attestation\nNom : Lambert\nPrénom : Hugo\nNé le 3 mai 1970'],
]

const fitting: readonly Line[] = [
  ['lisanne.post@live.example', 'testament Post', 'Beste Lisanne,\n\nBijgaand het concept.', 'testament_Post_concept.docx'],
  ['lisanne.post@live.example', 'testament', 'Beste Lisanne,\n\nBijgaand het concept.', 'testament concept v3 definitief.docx'],
  ['k.peters@live.example', 'woning', 'Hoi Karin,\n\nHierbij de brochure.', 'Brochure_Parkzicht_2025.pdf'],
  ['k.peters@live.example', 'woning', 'Hoi Karin,\n\nHierbij het taxatierapport van de woning.', 'Taxatierapport Kerkstraat 12 Utrecht.pdf'],
  ['huisarts@praktijk.example', 'verwijzing dhr. Bosman', 'Collega,\n\nIn de bijlage de brief over de heer Bosman.', 'Bosman_P_ontslagbrief.pdf'],
  ['huisarts@praktijk.example', 'verwijzing', 'Collega,\n\nIn de bijlage de brief.', 'ontslagbrief Dijkgraaf.pdf'],
  ['s.visser@mail.example', 'schade 2026-10443', 'Geachte heer Visser,\n\nBijgaand het rapport.', 'rapport 202610443.pdf'],
  ['s.visser@mail.example', 'schade 2026-10443', 'Geachte heer Visser,\n\nBijgaand het rapport.', 'rapport_20260314.pdf'],
  ['s.visser@mail.example', 'factuur', 'Geachte heer Visser,\n\nBijgaand factuur 2026001877 van bestelling 88123.', 'factuur_2026001877.pdf'],
  ['j.kuiper@kuiper.example', 'uw loonstrook', 'Beste Jan,\n\nBijgaand je loonstrook van mei.', 'Loonstrook_Kuiper_J_mei_2026.pdf'],
  ['j.kuiper@kuiper.example', 'uw loonstrook', 'Beste Jan,\n\nBijgaand je loonstrook van mei.', 'Scan_20260512_104455.pdf'],
  ['j.kuiper@kuiper.example', 'foto’s', 'Beste Jan,\n\nBijgaand de foto’s van het feest.', 'IMG_20260512.jpg'],
  ['a.deboer@mail.example', 'hypotheek', 'Beste Anja,\n\nBijgaand de voorwaarden van de bank.', 'Algemene_Voorwaarden_Rabobank_2026.pdf'],
  ['a.deboer@mail.example', 'cursus', 'Beste Anja,\n\nBijgaand het programma en de routebeschrijving.', 'Routebeschrijving Landgoed Groenendaal.pdf'],
  ['teamleider@elders.example', 'sollicitatie', 'Beste collega,\n\nHierbij mijn cv.', 'CV Meijer.pdf'],
  ['teamleider@elders.example', 'rooster', 'Beste collega,\n\nHierbij het rooster.', 'Rooster Team Zonnebloem week 12.xlsx'],
  ['wijkteam@gemeente.example', 'overleg', 'Bijgaand de notulen van het overleg.', 'Notulen Overleg Wijkteam Noord.docx'],
  ['m.haverkamp@mail.example', 'rapport', 'Beste mevrouw Haverkamp,\n\nBijgaand de folder over diabetes.', 'Folder Diabetes Type 2.pdf'],
  ['r.jansen@mail.example', 'akte', 'Geachte heer Jansen,\n\nBijgaand de akte van uw moeder, mevrouw Jansen-Pol.', 'akte_Jansen-Pol.pdf'],
  ['r.jansen@mail.example', 'contract', 'Beste Ruud,\n\nBijgaand het contract met aannemer Wubbels.', 'contract Wubbels.pdf'],
  ['b.wagner@klant.example', 'offerte', 'Beste Bea,\n\nHierbij de offerte van Bouwbedrijf Zijlstra die je vroeg.', 'offerte_Zijlstra.pdf'],
  ['graham.hill@mailhub.example', 'mortgage offer', 'Dear Graham,\n\nPlease find your offer attached.', 'Mortgage_Offer_Hill_G.pdf'],
  ['graham.hill@mailhub.example', 'report', 'Dear Graham,\n\nPlease find the report attached.', 'Annual Report 2025 Final.pdf'],
  ['graham.hill@mailhub.example', 'slides', 'Dear Graham,\n\nthe slides are attached.', 'Presentation Kick-off Amsterdam.pptx'],
  ['t.bishop@bishop.example', 'Payslip', 'Hi Tony,\n\nYour payslip is attached.', 'Payslip Bishop March.pdf'],
  ['clerk@chambers.example', 'case 24-11873', 'The bundle in case 24-11873 is attached.', 'bundle_24-11873_pages_1200.pdf'],
  ['e.watts@mail.example', 'invoice', 'Dear Ms Watts,\n\nInvoice 40071 is attached.', 'Invoice 40071.pdf'],
  ['gp@surgery.example', 'referral Amir Khan', 'Attached is the referral for Amir Khan.', 'khan amir referral.pdf'],
  ['t.weber@weber.example', 'Vertrag', 'Sehr geehrter Herr Weber,\n\nanbei Ihr Vertrag.', 'Arbeitsvertrag_Weber.pdf'],
  ['t.weber@weber.example', 'Angebot', 'Sehr geehrter Herr Weber,\n\nanbei unser Angebot.', 'Angebot Fenster Erneuerung.pdf'],
  ['l.vogt@vogt.example', 'Abrechnung', 'Liebe Lena,\n\nanbei deine Abrechnung.', 'Gehaltsabrechnung März 2026.pdf'],
  ['p.moreau@moreau.example', 'contrat', 'Monsieur Moreau,\n\nci-joint votre contrat.', 'Contrat de Travail Moreau.pdf'],
  ['p.moreau@moreau.example', 'devis', 'Monsieur Moreau,\n\nci-joint notre devis.', 'Devis Toiture Maison.pdf'],
  ['c.petit@petit.example', 'réunion', 'Bonjour Camille,\n\nci-joint le compte rendu.', 'Compte Rendu Réunion Mars.pdf'],
  ['lisanne.post@live.example', 'verslag', 'Beste Lisanne,\n\nBijgaand het verslag van ons gesprek.', 'verslag.docx', 'Gespreksverslag\nCliënt: mw. L. Post\nGeboortedatum: 3-4-1961\nMevrouw Post vertelt dat zij slecht slaapt.'],
  ['huisarts@praktijk.example', 'verslag', 'Collega,\n\nBijgaand het verslag.', 'verslag.docx', 'Patiënt: dhr. R. Reinders\nGeb. 3-4-1961\nDe heer Reinders slaapt slecht.'],
  ['lisanne.post@live.example', 'verslag van Rob', 'Beste Lisanne,\n\nBijgaand het verslag over je broer Rob Reinders.', 'verslag.docx', 'Cliënt: dhr. R. Reinders\nDe heer Reinders slaapt slecht.'],
  ['e.watts@mail.example', 'contract', 'Dear Ms Watts,\n\nThe contract is attached.', 'contract.pdf', 'Agreement between Ms E. Watts and Mr Peter Farrell (the landlord).'],
]

const written = ([to, subject, body, file, text]: Line): Written =>
  ({ to: [to], subject, body, attachments: [text === undefined ? file : { name: file, text }] })

test('a file about another client, case or person is told', () => {
  assert.deepEqual(others.filter((line) => !warned(written(line)).includes('attachment-mismatch')).map((line) => line[3]), [])
})

test('a file that fits, or that names no client, is left alone', () => {
  assert.deepEqual(fitting.filter((line) => warned(written(line)).includes('attachment-mismatch')).map((line) => line[3]), [])
})

/**
 * Words of file names that say what kind of file it is, when it was made or which version, not whom it is about. Folded, four
 * languages.
 */
export const kindWords: ReadonlySet<string> = new Set(`aangifte aanmeldformulier aanpak aanslag aanvraag abrechnung actielijst actions adreslijst afdeling agenda agreement
akte algemene allgemeine analyse analyses anamnese and angebot anlage anleitung annex annexe annual annuel antrag aout
appendix application apr april arbeidscontract arbeidsovereenkomst arbeitsvertrag arztbrief assessment attachment
attest attestation aug august augustus avenant avril back bail bankafschrift bedingungen befund begroting behandelplan
behandelverslag belasting belastingaangifte beleid beleidsplan beoordeling bericht beroep bescheinigung beschikking
beschluss besluit besluitenlijst besprechung bespreking bestek bestelling bewijs bewoners bezwaar bezwaarschrift
bijgewerkt bijlage bijlagen bloeduitslag blood bloods bouwtekening brief brieven brochure btw budget bulletin bundle
candidature care case certificaat certificat changes chapter cijfers claim clean client comments compleet compte
concept conditions contract contrat convenant convention copy courrier cover cr csv cursus dagvaarding das date
datenschutz datum de dec december decembre deck deelnemerslijst def definitief demande den der des devis dezember dhr
die dienstplan dienstrooster diploma discharge disclosure doc docs document document1 documents docx dossier draft
drawing dsc du echtscheiding een einladung eml emploi employment en entlassungsbrief entwurf estate et evaluatie
example exemple exhibit expenses extern facture factuur fam familie feb februari february fevrier fiche file final
finale flyer folder for form formulier foto fotos frau front functioneren fur gehalt gehaltsabrechnung general
generales geschaftsbedingungen gesprek gespreksnotitie gespreksverslag getekend gezin groep guide gutachten handbuch
handleiding heer herr herzien het horaires huis huur huurcontract huurovereenkomst hypotheek ib id image img indicatie
indicatiebesluit inschrijfformulier instructions intake intern invoice invulformulier jaar jaaropgave jaarplan
jaarrekening jaarstukken jaarverslag jahresbericht jan januar januari january janvier jointe jour jpg juillet juin jul
juli july jun june juni kaufvertrag keuring keuringsrapport kick kickoff klage klant klanten klas koop koopakte
koopcontract koopovereenkomst kopie kopie1 kosten kundigung kwartaal kwartaalrapportage la lab laborwerte labuitslag
le lease leden leerling lening les letter letterhead lettre lijst list liste lohn lohnabrechnung lonen loonstroken
loonstrook maand maandrapportage maart machtiging madame mai mandant manual march marge mars marz may medewerkers
medical medicatielijst medicatieoverzicht medisch medische meeting mei memo mensuel menu met meting mevrouw
mietvertrag minutes mode modele monatsbericht monsieur monthly mortgage mr mri mrs mrt ms muster mw naamloos naar nda
new nieuw nieuwsbrief non notice notitie notulen nov november novembre nr number nummer october octobre odt of off
offer offerte offerteaanvraag offre okt oktober old onderhoud ontslag ontslagbrief ontslagverslag opdracht
opdrachtbevestiging opmerkingen option order ordonnance ordre oud ouderschapsplan overeenkomst overleg overview
overzicht page pages paie pakbon part paspoort passport patient payroll payslip payslips pdf per personeel photo pic
piece plan planning plattegrond pleitnota png policy polis poster pour pptx preise preisliste presentatie presentation
presentielijst pret price pricelist prices prijslijst privacy proces procesdossier programm programma programme projet
proposal protocol protokoll purchase q1 q2 q3 q4 quarterly quote rapport rapportage reactie receipt receipts recept
rechnung record records referral remittance rendu report resultats results reunion rev revised rezept rooster route
routebeschrijving salarisspecificatie salarisstrook sales sample scan scannen schade schedule scheiding
schermafbeelding schriftsatz screenshot section sep september septembre service settlement signe signed signee sitzung
sjabloon slides soort statement stukken stundenplan summary tarieven tarievenlijst tarif tarifs taxatie taxatierapport
team teamoverleg teilnehmerliste tekening tekeningen template tenancy tender terms test testament the timesheet
timesheets timetable tracked travail treatment txt type uberweisung uitnodiging uitslag uitslagen und unterlagen
untitled updated urteil van vaststellingsovereenkomst verbal vergadering verklaring versie version verslag verslagen
vertrag verweerschrift verzuim verzuimverslag volledig vollmacht volmacht von vonnis voor voorbeeld voorstel
voorwaarden vorlage vpb vso week weekly weekplanning werkgeversverklaring werkinstructie werkoverleg whatsapp will xls
xlsx xray yearly zeugnis zip zitting zorgplan
witness expert affidavit pleading judgment order sworn getuigenverklaring getuige deskundige deskundigenbericht proces
stuk productie producties zeuge zeugen aussage temoin temoignage temoignages sister brother
medication prescription intake assessment careplan support needs vordruck blanko blank leer leeg vierge vide formblatt muster review annual progress notes note summary chart`.split(/\s+/))

import type { Phrases } from './phrases.ts'

/** Dutch around the heart of a mail. */
export const nl: Phrases = {
  greetings: [
    { text: 'Beste {n},', by: 'first' }, { text: 'Hoi {n},', by: 'first' }, { text: 'Dag {n},', by: 'first' },
    { text: 'Geachte {n},', by: 'last' }, { text: 'Beste {n},', by: 'last' }, { text: 'Hallo {n}!', by: 'first' },
  ],
  greetingsPlain: ['Goedemorgen,', 'Goedemiddag,', 'Beste collega,', 'L.S.,', 'Dag allemaal,', 'Hallo daar,', 'Geachte heer/mevrouw,'],
  openings: [
    'Fijn dat we elkaar vanmorgen nog even te pakken kregen.', 'Zoals afgesproken kom ik hierop terug.',
    'Sorry dat dit wat later komt dan ik beloofd had, het was hier een gekkenhuis.', 'Ik val maar meteen met de deur in huis.',
    'Nog even naar aanleiding van ons telefoontje van daarnet.', 'Tussen twee overleggen door snel dit bericht.',
  ],
  fillers: [
    'Verder wilde ik nog melden dat de koffieautomaat op de eerste verdieping het begeven heeft; wie trek heeft moet voorlopig naar beneden.',
    'Parkeren lukt deze week alleen aan de achterkant, want de stoep aan de voorzijde ligt open.',
    'Het overleg van volgende maand schuift een half uur op, de uitnodiging in je agenda wordt vanzelf aangepast.',
    'Ik heb de vergaderzaal tot vijf uur gereserveerd, dus we hoeven ons niet te haasten.',
    'De nieuwe printer staat er eindelijk. Hij maakt wel herrie, maar dubbelzijdig gaat het een stuk vlotter.',
    'Mocht je de trein nemen: vanaf het station is het tien minuten lopen, langs het water.',
    'Op de planning staat het nu voor de tweede helft van de maand, maar daar kan nog aan geschoven worden.',
    'Wat mij betreft pakken we dit bij de eerstvolgende bijeenkomst verder op.',
    'Ik heb het ook even naast de oude versie gelegd en zie geen gekke dingen.',
    'Neem gerust iemand mee die het leuk vindt om aan te schuiven, er is plek genoeg.',
    'De vorige keer liep het uit omdat iedereen nog een rondje wilde doen, dus ik zet nu een eindtijd in de agenda.',
    'Wie heeft de sleutel van de fietsenstalling voor het laatst gezien? Hij hangt niet op het haakje.',
    'Voor de lunch bestellen we broodjes; laat even weten als je liever iets anders hebt.',
    'De schilders zijn tot en met woensdag bezig in de hal, let dus op je jas.',
    'Het formulier mag ook op papier, als dat makkelijker werkt.',
  ],
  closings: ['Laat maar horen wat je ervan vindt.', 'Bel gerust als iets niet helder is.', 'Ik hoor je wel.', 'Alvast dank!', 'Hopelijk kun je hiermee vooruit.', 'Morgen ben ik vrij, daarna weer gewoon te bereiken.', ''],
  goodbyes: ['Groet,', 'Hartelijke groet,', 'Met vriendelijke groet,', 'Vriendelijke groeten,', 'Gr.', 'Mvg,', 'Tot gauw,'],
  jobs: ['medewerker secretariaat', 'adviseur', 'teamcoach', 'senior medewerker', 'coördinator', 'stafmedewerker', 'consulent', 'bedrijfsbureau'],
  disclaimers: [
    'Deze e-mail en eventuele bijlagen zijn uitsluitend bestemd voor de geadresseerde. Hebt u dit bericht per abuis gekregen, laat het de afzender dan weten en gooi het weg. Aan de inhoud kunnen geen rechten worden ontleend.',
    'VERTROUWELIJK: dit bericht kan informatie bevatten die onder een beroepsgeheim valt, waaronder medische gegevens. Openbaar maken, vermenigvuldigen of verspreiden aan derden is niet toegestaan.',
    'Denk aan het milieu voordat u dit bericht print. Op al onze diensten zijn de algemene voorwaarden van toepassing die op onze website staan.',
    'Wij gaan zorgvuldig om met persoonsgegevens. Stuur ons nooit uw burgerservicenummer, wachtwoord of bankgegevens per gewone e-mail. Lees meer in onze privacyverklaring.',
    'Proclaimer: stuurt u ons een mail, dan slaan wij die op. Wachtwoorden vragen wij nooit op, ook niet aan de telefoon.',
  ],
  covers: ['Ter info, zie hieronder.', 'Kun jij hiernaar kijken? Het staat onderaan.', 'Deze kwam bij mij binnen maar hoort volgens mij bij jullie.', 'Doorgestuurd zoals besproken.', 'Wil je dit oppakken? Zie het bericht eronder.'],
  coversWithFile: ['Zie de bijlage.', 'Ik heb het in een los bestand gezet, dat leest makkelijker.', 'Bijgevoegd waar je om vroeg.', 'In de bijlage staat het hele verhaal.'],
  earlier: [
    'Dank je, ik ga er vanmiddag mee aan de slag.', 'Prima, dan wacht ik je bericht even af.', 'Heb je al tijd gehad om ernaar te kijken? Er is geen haast bij, maar dan kan ik het plannen.',
    'Goed dat je het zegt, ik had de verkeerde datum voor ogen.', 'Is dinsdag om half elf ook goed? Anders wordt het na de vakantie.', 'Ontvangen, ik kom erop terug.',
  ],
  quoteLine: (date, name) => `Op ${date} schreef ${name}:`,
  forwardLines: ({ name, address, date, to, subject }) => ['-------- Doorgestuurd bericht --------', `Van: ${name} <${address}>`, `Datum: ${date}`, `Aan: ${to}`, `Onderwerp: ${subject}`],
  tables: [
    ['Week | Zaal | Aanvang', '14 | Spiegelzaal | 09.30', '15 | Tuinkamer | 13.00', '16 | Spiegelzaal | 09.30'],
    ['Artikel | Aantal | Prijs', 'Ordners A4 | 40 | 2,15', 'Stiften zwart | 12 | 0,89', 'Koffiebekers | 1000 | 31,50'],
    ['Taak | Wie | Klaar', 'Flyers ophalen | kantoor | ja', 'Zaal klaarzetten | beheer | nee', 'Opruimen | allen | nee'],
  ],
  fileNames: ['notitie.docx', 'tekst.pdf', 'overzicht.pdf', 'scan_0231.pdf', 'toelichting.docx', 'bijlage 1.pdf'],
  phoneMark: 'T',
}

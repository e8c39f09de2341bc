import type { WordClass } from '../lexicon.ts'

/** Words that point at a person, in Dutch, English, German and French. */
export const people: Partial<Record<WordClass, string>> = {
  title: `mevrouw, mevr, mw, meneer, mijnheer, dhr, hr, heer, mej, mejuffrouw, mevouw, mr, mrs, ms, miss, mister, herr, herrn, hrn, frau, fraulein, frl, madame, mme, monsieur, mlle, mademoiselle, messieurs, mesdames, zuster, echtpaar, familie, fam, famille, eheleute, weduwe, wwe`,
  kin: `vader, moeder, pa, ma, papa, mama, zoon, zoontje, dochter, dochtertje, broer, broertje, zus, zusje, zuster, opa, oma, grootvader, grootmoeder, kleinzoon, kleindochter, oom, tante, neef, nicht, neefje, nichtje, partner, echtgenoot, echtgenote, man, vrouw, vriendin, vriend, ex, ex-man, ex-vrouw,
schoonmoeder, schoonvader, stiefvader, stiefmoeder, pleegkind, pleegzoon, pleegdochter, pleegmoeder, kind, kindje, kinderen, ouders, baby, peuter, tweeling, father, mother, dad, mum, mom, son, daughter, brother, sister, grandfather, grandmother, grandad, grandma, gran, grandson, granddaughter, uncle, aunt, nephew, niece,
husband, wife, partner, girlfriend, boyfriend, child, kid, toddler, twins, mother-in-law, father-in-law, stepfather, stepmother, vater, mutter, sohn, tochter, bruder, schwester, opa, oma, grossvater, großvater, grossmutter, großmutter, enkel, enkelin, onkel, tante, neffe, nichte, mann, ehemann, ehefrau, lebensgefahrte,
schwiegermutter, schwiegervater, kind, kinder, pere, mere, papa, maman, fils, fille, frere, soeur, grand-pere, grand-mere, petit-fils, petite-fille, oncle, tante, neveu, niece, mari, epouse, epoux, femme, compagnon, compagne, enfant, bebe, beau-pere, belle-mere`,
  client: `patient, patiente, patients, patienten, client, cliente, clienten, bewoner, bewoonster, leerling, deelnemer, deelneemster, pupil, zorgvrager, hulpvrager, werknemer, werkneemster, medewerker, medewerkster, collega, kandidaat, betrokkene, verzekerde, aanvrager, aanvraagster, huurder, huurster, belanghebbende, verdachte,
slachtoffer, dader, getuige, gedetineerde, statushouder, asielzoeker, vreemdeling, minderjarige, jongere, jongen, meisje, baby, cursist, student, studente, bieder, debiteur, schuldenaar, erflater, erfgenaam, overledene, kraamvrouw, service user, resident, tenant, pupil, employee, worker, claimant, applicant,
defendant, suspect, victim, detainee, offender, inmate, asylum seeker, minor, deceased, candidate, bidder, borrower, debtor, policyholder, patientin, patient, klient, klientin, mandant, mandantin, bewohner, bewohnerin, schuler, schulerin, mitarbeiter, mitarbeiterin, arbeitnehmer, arbeitnehmerin, versicherte, versicherter, antragsteller,
antragstellerin, mieter, mieterin, beschuldigter, angeklagter, opfer, schuldner, verstorbene, bewerber, bewerberin, salarie, salariee, residente, eleve, locataire, allocataire, beneficiaire, assure, assuree, demandeur, demandeuse, prevenu, victime, defunt, mineur, usager, stagiaire, debiteur, emprunteur, beschuldigte`,
  pronoun3: 'hij, zij, hem, haar, he, she, him, her, hers, elle, il, lui, sie, er, ihn, ihm',
  your: 'uw, jouw, je, jullie, your, yours, ihr, ihre, ihrer, ihrem, ihren, dein, deine, deiner, votre, vos, ton, ta, tes',
  my: 'mijn, my, mein, meine, meiner, meinem, mon, ma, mes, onze, ons, our, unser, unsere, notre, nos, zijn, haar, his, her, their, hun, sein, seine, seiner, seinem, sa, ses, leur',
  particle: 'van, de, der, den, het, ten, ter, te, von, zu, vom, du, le, la, el, al, bin, ben, da, di, dos, mac, mc, op, aan, in',
  role: `huisarts, arts, dokter, doctor, professor, prof, notaris, advocaat, wethouder, burgemeester, minister, directeur, voorzitter, secretaris, penningmeester, docent, leraar, juf, meester, trainer, coach, manager, teamleider, accountant, ambtenaar, journalist, auteur, schrijver, redacteur,
dr, drs, ir, ing, mayor, director, chair, chairman, secretary, treasurer, teacher, journalist, author, burgermeister, direktor, direktorin, lehrer, lehrerin, maire, directeur, directrice, professeur, docteur, maitre, president`,
  company: `bv, nv, vof, stichting, vereniging, cooperatie, holding, ltd, limited, plc, llc, inc, gmbh, ag, kg, ohg, eg, ev, sarl, sas, sa, bvba, vzw, gemeente, provincie, ministerie, waterschap, firma, maatschap, company, council, foundation, trust, verein, stiftung, mairie, association, groep, group`,
  month: `januari, jan, februari, feb, maart, mrt, april, apr, mei, juni, jun, juli, jul, augustus, aug, september, sep, sept, oktober, okt, november, nov, december, dec, january, february, march, mar, may, june, july, august, october, oct, januar, jaenner, janner, februar, marz, mai, juin, juillet, aout, septembre,
octobre, novembre, decembre, dezember, dez, janvier, fevrier, mars, avril, juni`,
  greeting: `beste, geachte, hoi, hallo, dag, lieve, hey, goedemorgen, goedemiddag, goedendag, goedenavond, amice, ha, dear, hi, hello, good morning, good afternoon, morning, liebe, lieber, sehr geehrte, sehr geehrter, guten tag, guten morgen, moin, bonjour, bonsoir, cher, chere, chers, salut, coucou`,
  not: 'niet, geen, nooit, not, no, never, nicht, kein, keine, keinen, pas, aucun, aucune, jamais, zonder, without, ohne, sans',
  nl: 'het, een, niet, zijn, voor, met, ook, naar, wij, deze, bij, heeft, wordt, maar, graag, hierbij, nog, uit',
  en: 'the, and, with, for, this, that, please, have, has, will, was, from, are, attached, be, been, but',
  de: 'und, der, das, ist, nicht, mit, bitte, sie, wir, fur, auf, ein, eine, wird, von, dem, haben, wurde',
  fr: 'et, les, des, pour, vous, nous, une, est, dans, avec, sur, merci, ci, au, aux, votre, qui, pas, veuillez',
}

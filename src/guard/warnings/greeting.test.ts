import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, warned, HOUSE } from './warnings.testing.ts'

/** Greeting, recipients (To), other contacts. Every line is a mail with one sentence under the greeting. */
type Line = readonly [greeting: string, to: string, ...contacts: string[]]

const others: readonly Line[] = [
  ['Beste Lisanne,', 'joop.post@post.example', 'lisanne.post@live.example'],
  ['Geachte mevrouw Bakker,', 'h.smit@ziggo.example', 'm.bakker@ziggo.example'],
  ['Geachte heer Van der Veen,', 'karel.jansen@home.example', 'p.vanderveen@home.example'],
  ['Hoi Fatima', 'sanne.de.wit@wit.example', 'fatima.el.amrani@wit.example'],
  ['Dag Kees,', 'willem.brouwer@aannemer.example', 'kees.mulder@aannemer.example'],
  ['Goedemorgen Ilse,', 'petra.vos@vos.example', 'ilse.prins@prins.example'],
  ['Lieve Truus,', 'annie.kok@planet.example', 'truus.kok@planet.example'],
  ['Geachte familie De Groot,', 'r.hendriks@kpn.example', 'j.degroot@kpn.example'],
  ['Beste heer en mevrouw Visser,', 'm.dekker@live.example', 'visser@live.example'],
  ['Ha Bram!', 'jeroen.bos@bos.example', 'bram.bos@anders.example'],
  ['Beste dr. Timmermans,', 'a.peeters@kliniek.example', 'l.timmermans@kliniek.example'],
  ['Geachte collega Verhoeven,', 'n.claes@ziekenhuis.example', 'verhoeven@ziekenhuis.example'],
  ['Beste Mohammed en Yasmin,', 'ton.gerrits@gerrits.example', 'mohammed.aziz@aziz.example', 'yasmin.aziz@aziz.example'],
  ['Dear Grace,', 'graham.hill@mailhub.example', 'grace.ade@mailhub.example'],
  ['Dear Mr Thompson,', 'sarah.green@green.example', 'b.thompson@green.example'],
  ['Hi Olivia', 'liam.walker@walker.example', 'olivia.walker@walker.example'],
  ['Hello Mrs. O’Connor,', 'james.patel@patel.example', 'm.oconnor@mail.example'],
  ['Good afternoon Priya,', 'daniel.cooper@cooper.example', 'priya.shah@shah.example'],
  ['Dear Dr Hughes,', 'emily.stone@surgery.example', 'd.hughes@surgery.example'],
  ['Good morning Tom and Ruth', 'alice.young@young.example', 'tom.baker@baker.example', 'ruth.baker@baker.example'],
  ['Sehr geehrte Frau Schneider,', 'thomas.weber@weber.example', 'a.schneider@schneider.example'],
  ['Sehr geehrter Herr Dr. Fischer,', 'julia.becker@becker.example', 'k.fischer@praxis.example'],
  ['Liebe Katrin,', 'stefan.wolf@wolf.example', 'katrin.hoffmann@wolf.example'],
  ['Guten Tag Herr Krüger,', 'lena.vogel@vogel.example', 'm.krueger@krueger.example'],
  ['Hallo Jürgen,', 'sabine.koch@koch.example', 'juergen.koch@anders.example'],
  ['Moin Hauke,', 'wiebke.petersen@petersen.example', 'hauke.petersen@petersen.example'],
  ['Chère Madame Roche,', 'paul.benoit@courriel.example', 'a.roche@courriel.example'],
  ['Bonjour Camille,', 'luc.moreau@moreau.example', 'camille.petit@petit.example'],
  ['Cher Monsieur Lefèvre,', 'anne.girard@girard.example', 'p.lefevre@lefevre.example'],
  ['Bonjour Monsieur Dubois,', 'claire.fontaine@fontaine.example', 'j.dubois@fontaine.example'],
  ['Salut Mathis !', 'hugo.lambert@lambert.example', 'mathis.roux@roux.example'],
  ['Chers Nadia et Karim,', 'sophie.martin@martin.example', 'nadia.benali@benali.example'],
  ['Beste Thea,', 'Wouter de Boer <w.boer@bedrijf.example>', 'Thea Kuipers <t.kuipers@bedrijf.example>'],
  ['Dear Ms Nguyen,', 'Rachel Adams <radams@firm.example>', 'Linh Nguyen <lnguyen@firm.example>'],
  ['Beste Sjoerd,', 'marieke.hoekstra@hoekstra.example'],
  ['Dear Beatrice,', 'oliver.king@king.example'],
  ['Sehr geehrter Herr Lindner,', 'petra.maurer@maurer.example'],
  ['Bonjour Thierry,', 'valerie.bonnet@bonnet.example'],
]

const fitting: readonly Line[] = [
  ['Beste Joop,', 'joop.post@post.example', 'lisanne.post@live.example'],
  ['Beste mevrouw Bakker,', 'm.bakker@ziggo.example', 'h.smit@ziggo.example'],
  ['Geachte heer Van der Veen,', 'p.vanderveen@home.example', 'karel.jansen@home.example'],
  ['Geachte heer van der Veen,', 'piet.van.der.veen@home.example'],
  ['Geachte mevrouw Jansen-de Vries,', 'l.devries@home.example'],
  ['Hoi allemaal,', 'sanne.de.wit@wit.example', 'fatima.el.amrani@wit.example'],
  ['Dag iedereen', 'sanne.de.wit@wit.example'],
  ['Beste collega’s,', 'sanne.de.wit@wit.example', 'kees.mulder@aannemer.example'],
  ['Beste bewoners,', 'willem.brouwer@aannemer.example'],
  ['Hoi team', 'willem.brouwer@aannemer.example', 'kees.mulder@aannemer.example'],
  ['Geachte heer, mevrouw,', 'willem.brouwer@aannemer.example'],
  ['Geachte heer/mevrouw', 'willem.brouwer@aannemer.example', 'kees.mulder@aannemer.example'],
  ['Beste lezer,', 'willem.brouwer@aannemer.example'],
  ['Beste ouders van groep 5,', 'willem.brouwer@aannemer.example'],
  ['Beste Wim,', 'willem.brouwer@aannemer.example'],
  ['Ha Liesbeth,', 'elisabeth.kok@planet.example'],
  ['Hoi Jo,', 'johanna.kok@planet.example'],
  ['Hoi Bas,', 'sebastiaan.kok@planet.example', 'bas.timmer@timmer.example'],
  ['Beste J.P.,', 'jan.pieter.kok@planet.example'],
  ['Beste Ans,', 'info@bakkerij.example', 'ans.bakker@bakkerij.example'],
  ['Beste Wilma,', 'secretariaat@notaris.example'],
  ['Dag Petra', 'huisartsenpost@zorg.example'],
  ['Beste dokter,', 'a.peeters@kliniek.example'],
  ['Goedemiddag,', 'a.peeters@kliniek.example'],
  ['Hallo,', 'a.peeters@kliniek.example'],
  ['Geachte relatie,', 'a.peeters@kliniek.example'],
  ['Beste Anneke en Rob,', 'anneke.vink@vink.example'],
  ['Beste wethouder,', 'a.peeters@gemeente.example'],
  ['Beste Sinterklaas,', 'info@zwartepiet.example'],
  ['Hoi Mo,', 'mohammed.aziz@aziz.example', 'mohamed.said@said.example'],
  ['Beste mevrouw Özdemir,', 'f.ozdemir@mail.example', 'g.demir@mail.example'],
  ['Beste René,', 'rene.lopez@mail.example', 'renee.smit@mail.example'],
  ['Dear Grace,', 'grace.ade@mailhub.example', 'graham.hill@mailhub.example'],
  ['Dear Bob,', 'robert.thompson@green.example', 'b.green@green.example'],
  ['Hi Liz', 'elizabeth.walker@walker.example'],
  ['Hi there,', 'liam.walker@walker.example', 'olivia.walker@walker.example'],
  ['Dear all,', 'james.patel@patel.example', 'm.oconnor@mail.example'],
  ['Dear Sir or Madam,', 'james.patel@patel.example'],
  ['Hi both', 'james.patel@patel.example', 'm.oconnor@mail.example'],
  ['Good morning', 'james.patel@patel.example'],
  ['Dear parents and carers,', 'james.patel@patel.example'],
  ['Dear hiring manager,', 'james.patel@patel.example'],
  ['Hello everyone!', 'james.patel@patel.example'],
  ['Dear Kate,', 'katherine.stone@surgery.example', 'kate.moss@moss.example'],
  ['Dear Professor Stone,', 'katherine.stone@surgery.example'],
  ['Dear Mr Smith-Jones,', 'a.jones@jones.example'],
  ['Dear Accounts Team,', 'alice.young@young.example'],
  ['Sehr geehrte Damen und Herren,', 'thomas.weber@weber.example', 'a.schneider@schneider.example'],
  ['Sehr geehrter Herr Weber,', 't.weber@weber.example'],
  ['Liebe Kolleginnen und Kollegen,', 'thomas.weber@weber.example'],
  ['Hallo zusammen,', 'thomas.weber@weber.example', 'a.schneider@schneider.example'],
  ['Guten Tag,', 'thomas.weber@weber.example'],
  ['Liebe Kathi,', 'katharina.weber@weber.example'],
  ['Hallo Jürgen,', 'juergen.koch@koch.example', 'sabine.koch@koch.example'],
  ['Sehr geehrter Herr Krüger,', 'm.krueger@krueger.example'],
  ['Liebe Eltern der Klasse 4b,', 'thomas.weber@weber.example'],
  ['Lieber Sepp,', 'josef.huber@huber.example'],
  ['Bonjour à tous,', 'luc.moreau@moreau.example', 'camille.petit@petit.example'],
  ['Madame, Monsieur,', 'luc.moreau@moreau.example'],
  ['Bonjour,', 'luc.moreau@moreau.example'],
  ['Chers parents,', 'luc.moreau@moreau.example'],
  ['Cher Jean-Luc,', 'jeanluc.moreau@moreau.example'],
  ['Bonjour Docteur,', 'luc.moreau@moreau.example'],
  ['Chère Madame Moreau,', 'c.moreau@moreau.example', 'a.roche@courriel.example'],
  ['Bonjour Mme Lefèvre,', 'p.lefevre@lefevre.example'],
  ['Cher confrère,', 'luc.moreau@moreau.example'],
  ['Beste Wouter,', 'Wouter de Boer <wdb@bedrijf.example>', 'Thea Kuipers <t.kuipers@bedrijf.example>'],
  ['Dear Rachel,', 'Adams, Rachel <radams1@firm.example>', 'rachel.green@firm.example'],
  ['Beste mevrouw Ten Cate,', 'i.tencate@mail.example', 'c.ten.brink@mail.example'],
  ['Beste Henk,', 'hjdevries@mail.example', 'henk.bos@bos.example'],
]

const written = ([greeting, to, ...contacts]: Line): Parameters<typeof judge>[0] => ({ to: [to], contacts: [to, ...contacts], body: `${greeting}\n\nVrijdag om tien uur past.\n` })

test('a greeting of somebody else is told', () => {
  assert.deepEqual(others.filter((line) => !warned(written(line)).includes('greeting-mismatch')), [])
})

test('a greeting that fits, greets everybody or greets an office is left alone', () => {
  assert.deepEqual(fitting.filter((line) => warned(written(line)).length > 0), [])
})

test('the contact of the greeted name is suggested', () => {
  const { warnings } = judge(written(['Beste Lisanne,', 'joop.post@post.example', 'lisanne.post@live.example']))
  assert.equal(warnings.find(({ id }) => id === 'greeting-mismatch')?.suggestion, 'lisanne.post@live.example')
})

test('somebody greeted who stands among several recipients is enough', () => {
  const mail = (body: string): string[] => warned({ to: ['joop.post@post.example', 'ada.kok@kok.example'], contacts: ['lisanne.post@live.example'], body })
  assert.deepEqual(mail('Beste Ada,\n\nTot vrijdag.'), [])
  assert.deepEqual(mail('Beste Ada, beste Joop,\n\nTot vrijdag.'), [])
  assert.deepEqual(mail('Beste Lisanne,\n\nTot vrijdag.'), ['greeting-mismatch'])
})

test('a colleague is greeted by another name', () => {
  assert.deepEqual(warned({ to: [`karin.bos@${HOUSE}`], contacts: [`mark.vos@${HOUSE}`], body: 'Hoi Mark,\n\nTot vrijdag.' }), ['greeting-mismatch'])
})

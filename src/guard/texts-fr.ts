import { filesFr, hiddenContentTexts, otherInFile } from './texts-files.ts'
import type { Texts } from './texts.ts'

const first = (list: readonly string[]): string => list[0] ?? ''
const domain = (addresses: readonly string[]): string => first(addresses).split('@').at(-1) ?? ''

/** French, with vous. */
export const textsFr: Texts = {
  things: {
    BSN: 'un numéro de citoyen néerlandais', IBAN: 'un numéro de compte', CARD: 'un numéro de carte', DOB: 'une date de naissance', PHONE: 'un numéro de téléphone', EMAIL: 'une adresse mail', ADDRESS: 'une adresse',
    CREDENTIAL: 'un mot de passe', PASSWORD: 'un mot de passe ou un code', API_KEY: 'une clé', PRIVATE_KEY: 'une clé secrète', HEALTH: 'la santé d’une personne', MEDICATION: 'les médicaments d’une personne',
    DOSSIER: 'un dossier', BUSINESS: 'une information pas encore publique', FINANCIAL: 'l’argent d’une personne', CRIMINAL: 'une infraction et une personne', SPECIAL: 'la foi, la sexualité ou l’origine d’une personne',
    CHILD: 'des craintes pour un enfant', LEGAL: 'une affaire personnelle', PASSPORT: 'un numéro de passeport ou de carte', MRZ: 'un passeport', PLATE: 'une plaque de voiture', CLIENT_NUMBER: 'un numéro de patient ou de dossier',
    RIJKSREGISTER: 'un numéro national belge', NIR: 'un numéro de sécurité sociale', STEUER_ID: 'un numéro fiscal allemand', KVNR: 'un numéro d’assuré allemand', RVNR: 'un numéro de retraite allemand', NHS: 'un numéro de patient britannique', NINO: 'un numéro d’assurance britannique',
    EHIC: 'un numéro de carte européenne de santé', V_NUMBER: 'un numéro d’étranger néerlandais', EDUCATION_NUMBER: 'un numéro d’élève néerlandais', ID_CARD: 'un numéro de carte d’identité', DRIVING_LICENCE: 'un numéro de permis',
    IP: 'une adresse IP', AGB: 'un code de soignant', BIG: 'un numéro de registre de santé', UZOVI: 'un code d’assureur', KVK: 'un numéro du registre du commerce', RSIN: 'un numéro de société', VAT_ID: 'un numéro de TVA',
    PERSONAL: 'quelque chose de personnel', PERSON: 'un nom',
  },
  reasons: {
    'national-id': { short: 'un numéro personnel', sentence: 'Avec ce numéro, on peut se faire passer pour cette personne.', wayOut: 'Retirez le numéro si le destinataire n’en a pas besoin.', ground: 'RGPD article 87, loi néerlandaise UAVG article 46' },
    health: { short: 'la santé d’une personne', sentence: 'Vous écrivez sur la santé d’une personne que l’on peut reconnaître.', wayOut: 'Ne dites pas qui c’est, ou envoyez de façon sécurisée.', ground: 'RGPD article 9, NTA 7516' },
    financial: { short: 'l’argent d’une personne', sentence: 'Vous écrivez sur l’argent ou le compte d’une personne.', wayOut: 'Retirez le montant ou le nom, ou envoyez de façon sécurisée.', ground: 'RGPD articles 5 et 32' },
    'personal-data': { short: 'des données personnelles', sentence: 'Ensemble, ces données désignent une seule personne.', wayOut: 'Retirez ce dont le destinataire n’a pas besoin.', ground: 'RGPD articles 5 et 32' },
    dossier: { short: 'un dossier', sentence: 'Ce fichier ressemble au dossier d’une personne.', wayOut: 'Envoyez seulement la page utile.', ground: 'RGPD articles 5 et 32' },
    credentials: { short: 'un mot de passe ou un code', sentence: 'Qui lit ce mail peut entrer avec.', wayOut: 'Dites-le au téléphone, ou envoyez de façon sécurisée.', ground: 'RGPD article 32' },
    'confidential-business': { short: 'une information pas encore publique', sentence: 'Cette information n’est pas encore pour tout le monde.', wayOut: 'Attendez qu’elle soit publique, ou envoyez de façon sécurisée.', ground: 'Directive (UE) 2016/943 article 2, Code de commerce article L151-1' },
    criminal: { short: 'une infraction et une personne', sentence: 'Vous écrivez sur une personne et une infraction.', wayOut: 'Ne dites pas qui c’est, ou envoyez de façon sécurisée.', ground: 'RGPD article 10' },
    'special-category': { short: 'la foi, la sexualité ou l’origine d’une personne', sentence: 'Vous ne pouvez partager cela qu’avec une bonne raison.', wayOut: 'Retirez-le, ou envoyez de façon sécurisée.', ground: 'RGPD article 9' },
    children: { short: 'des craintes pour un enfant', sentence: 'Vous écrivez sur un enfant à protéger.', wayOut: 'Ne dites pas qui c’est, ou envoyez de façon sécurisée.', ground: 'RGPD considérant 38' },
  },
  heading: (things, inside) => inside ? `Votre mail à un collègue contient : ${things.join('')}.` : `Votre mail vers l’extérieur contient : ${things.join('')}.`,
  stop: 'Ce mail ne peut pas encore partir.',
  files: filesFr,
  nothing: 'Aucune donnée sensible trouvée.',
  doubt: {
    heading: (thing) => `Cela ressemble à : ${thing}.`,
    sentence: 'Nous n’en sommes pas sûrs. Voyez vous-même s’il faut le protéger.',
  },
  stillProtected: 'Cette conversation est sécurisée et le reste.',
  and: ' et ',
  warnings: {
    'greeting-mismatch': { heading: () => 'Le nom salué n’est pas celui du destinataire.', sentence: ({ suggestion }) => suggestion === undefined ? 'Vous saluez une personne et écrivez à une autre.' : `Pensez-vous à ${suggestion} ?` },
    'forgotten-attachment': { heading: () => 'Vous parlez d’une pièce jointe, mais il n’y en a pas.', sentence: () => 'Ajoutez le fichier, ou changez le texte.' },
    'attachment-mismatch': {
      heading: ({ files }) => `${first(files) || 'Une pièce jointe'} concerne peut-être une autre personne.`,
      sentence: ({ rules }) => otherInFile(rules, {
        number: 'Ce fichier contient un autre numéro que votre mail.', name: 'Ce fichier contient un autre nom que votre mail.', fileName: 'Le nom du fichier ne va pas avec votre texte.',
      }),
    },
    'lookalike-address': { heading: ({ recipients }) => `${first(recipients)} ressemble à une adresse que vous connaissez.`, sentence: ({ suggestion }) => suggestion === undefined ? 'Vérifiez chaque lettre.' : `Pensez-vous à ${suggestion} ?` },
    'autocomplete-namesake': { heading: () => 'Vous connaissez deux personnes de ce nom.', sentence: ({ suggestion }) => suggestion === undefined ? 'Choisissez la bonne.' : `Pensez-vous à ${suggestion} ?` },
    'internal-only-to-external': { heading: () => 'Ce texte est réservé à l’interne.', sentence: ({ recipients }) => `${first(recipients)} ne travaille pas chez nous.` },
    'many-external-visible': { heading: ({ count }) => `${count} personnes voient les adresses des autres.`, sentence: () => 'Mettez les adresses en Cci.' },
    'first-time-outside': { heading: ({ recipients }) => `C’est votre premier mail à ${first(recipients)}.`, sentence: () => 'L’adresse est-elle juste ?' },
    'outsider-added-to-protected-thread': { heading: ({ recipients }) => `${first(recipients)} n’était pas dans cette conversation sécurisée.`, sentence: () => 'Cette personne pourra lire tout ce qui est en dessous.' },
    'unread-attachment': { heading: ({ files }) => `Nous n’avons pas pu lire ${first(files) || 'une pièce jointe'}.`, sentence: () => 'Regardez vous-même s’il y a des données sensibles.' },
    'no-second-factor': { heading: () => 'Vous vous connectez avec un mot de passe seulement.', sentence: () => 'Avec une application à codes, nous savons que c’est bien vous.' },
    'unknown-network': { heading: () => 'Vous travaillez sur un réseau que nous ne connaissons pas.', sentence: () => 'Faites attention à qui peut lire votre écran.' },
    'need-to-know': { heading: () => 'Votre collègue a-t-il besoin de ces données ?', sentence: () => 'Envoyez-les seulement à ceux qui travaillent avec cette personne.' },
    'unusual-recipient': { heading: ({ recipients }) => `${first(recipients)} n’a peut-être rien à faire dans ce mail.`, sentence: ({ suggestion }) => suggestion === undefined ? 'D’habitude, vous n’écrivez pas à ces personnes ensemble.' : `Pensez-vous à ${suggestion} ?` },
    impersonator: { heading: ({ recipients }) => `${first(recipients)} porte le nom d’une personne que vous connaissez.`, sentence: ({ suggestion }) => suggestion === undefined ? 'L’adresse est différente. Appelez d’abord.' : `Vous connaissez ce nom par ${suggestion}.` },
    'forgotten-recipient': { heading: ({ suggestion }) => suggestion === undefined ? 'Vous nommez une personne qui ne reçoit pas ce mail.' : `Vous nommez ${suggestion}, qui ne reçoit pas ce mail.`, sentence: () => 'Ajoutez l’adresse, ou changez le texte.' },
    'private-address': { heading: ({ recipients }) => `${first(recipients)} est une adresse privée.`, sentence: ({ suggestion }) => suggestion === undefined ? 'Envoyez les papiers du travail à une adresse professionnelle.' : `Pensez-vous à ${suggestion} ?` },
    'suspicious-domain': { heading: ({ recipients, rules }) => rules.includes('domain-never-met') ? `Personne ici n’a encore écrit à ${domain(recipients)}.` : rules.includes('domain-listed') ? `${first(recipients)} est sur la liste des adresses suspectes.` : `L’adresse ${first(recipients)} est récente.`, sentence: () => 'Vérifiez l’adresse avant d’envoyer.' },
    'several-clients': { heading: () => 'Ce mail parle de plus d’une personne.', sentence: () => 'Envoyez à chacun seulement ses propres données.' },
    'hidden-content': hiddenContentTexts(filesFr),
    'other-client': {
      heading: ({ recipients }) => `${first(recipients)} n’a jamais reçu de mail sur cette personne.`,
      sentence: ({ suggestion }) => suggestion === undefined ? 'Vérifiez que le numéro concerne bien ce destinataire.'
        : `Le numéro figure dans vos mails avec ${suggestion}. Pensez-vous à cette adresse ?`,
    },
  },
  routes: {
    internal: (who) => `${who} reçoit le mail dans notre organisation.`,
    ordinary: (who) => `${who} reçoit un mail ordinaire.`,
    'verified-tls': (who) => `${who} reçoit le mail sécurisé dans sa propre boîte.`,
    nta7516: (who) => `${who} reçoit le mail selon la norme de soins dans sa boîte.`,
    openpgp: (who) => `Seule la clé de ${who} peut ouvrir le mail.`,
    portal: (who) => `${who} reçoit un lien et l’ouvre avec un code.`,
  },
  impossible: (who) => `Le mail ne peut pas arriver chez ${who} en sécurité pour le moment.`,
  ability: {
    dane: 'Le serveur de mail prouve qui il est (DANE).', pinned: 'Une route sécurisée fixe est convenue avec ce partenaire.', 'mta-sts': 'Le serveur de mail promet un transport sécurisé (MTA-STS).',
    certificate: 'Le serveur de mail a un certificat valable.', none: 'Un mail ordinaire vers cette adresse n’est pas assez sûr.', unknown: 'Nous ne savons pas encore ce que ce serveur peut faire.',
  },
  nta: 'L’organisation travaille selon NTA 7516.',
  key: 'Nous avons une clé de cette personne.',
  age: (days) => days === 0 ? 'Contrôlé aujourd’hui.' : days === 1 ? 'Contrôlé hier.' : `Contrôlé il y a ${days} jours.`,
  neverChecked: 'Pas encore contrôlé.',
  impaired: 'Une partie du contrôle ne marche pas en ce moment. Le reste oui.',
  hold: (seconds) => seconds < 60 ? `Le mail attend ${seconds} secondes. Vous pouvez le reprendre.` : `Le mail attend ${Math.round(seconds / 60)} ${seconds < 90 ? 'minute' : 'minutes'}. Vous pouvez le reprendre.`,
  levels: { record: 'est seulement noté', advise: 'donne un conseil', protect: 'part de façon sécurisée', block: 'ne peut pas partir ainsi' },
  policy: {
    mode: { active: 'Le contrôle est en marche.', shadow: 'Le contrôle regarde seulement et ne change rien.' },
    reason: (reason, level, routes) => `Un mail avec ${reason} ${level}${routes === '' ? '' : ` : ${routes}`}.`,
    routeNames: { internal: 'dans l’organisation', ordinary: 'en mail ordinaire', 'verified-tls': 'directement par une liaison contrôlée', nta7516: 'selon NTA 7516', openpgp: 'avec une clé personnelle', portal: 'avec un lien et un code' },
    override: (reasons) => `La personne qui écrit peut quand même envoyer en mail ordinaire : ${reasons}. Le journal le garde.`,
    noOverride: (reasons) => `Jamais en mail ordinaire : ${reasons}.`,
    unread: { protect: 'Une pièce jointe illisible part de façon sécurisée.', advise: 'Une pièce jointe illisible donne un conseil.', record: 'Une pièce jointe illisible est notée.' },
    own: (name, shape) => `Votre numéro ${name} ressemble à ${shape}.`,
    then: ', sinon ',
  },
}

import { foldWord, foldedWords } from '../fold.ts'
import { localOf, type Alarm, type Situation } from './warning.ts'

/** Words by which a text is meant for inside only. */
const INTERNAL_ONLY = new RegExp('(?:^|\\n)[\\s\\[(]*interne?(?: (?:memo|notitie|document|mail|mededeling))?\\s*(?=[:!.\\])\\n-]|$)|(?:^|\\n|[^\\p{L}])(?:(?:alleen|uitsluitend|strikt|louter) (?:voor )?intern|(?:dit|deze (?:mail|informatie)) is intern(?=\\s*[.!,]|\\s*$)|intern(?:e)? (?:gebruik|houden|document|memo|notitie)|intern houden|alleen (?:voor )?intern|uitsluitend (?:voor )?intern|(?:voor )?intern gebruik|niet (?:naar )?(?:extern|buiten)(?: brengen| delen| sturen| mailen| communiceren)?(?!shuis)|nog niet naar buiten|niet (?:bedoeld |bestemd |geschikt )?voor externen|niet (?:met|aan|voor) (?:de )?(?:klant|leverancier|cliënt|buitenwereld|externen|derden|pers)(?:en|s)? (?:delen|doorsturen|bespreken|laten zien|sturen|mailen)|niet delen met (?:de )?(?:klant|leverancier|cliënt|buitenwereld|externe|derde|pers)(?:en|s|n)?|(?:onder|tussen) ons houden|(?:dit|het) blijft (?:binnenshuis|binnenskamers|onder ons)|graag binnenskamers|onder collega.s houden|niet doorsturen (?:naar|aan) (?:de )?(?:klant|leverancier|cliënt|extern|derde|pers)(?:en|s|n)?|(?:alleen|uitsluitend) (?:bestemd|bedoeld) voor (?:eigen )?(?:medewerkers|personeel|collega.s)'
  + '|internal only|internal use only|for internal use|strictly internal|keep (?:this|it) internal|not for external|do not (?:share|forward|send) (?:this |it )?(?:externally|outside|to (?:the )?(?:client|customer|supplier)s?)|staff only(?! (?:entrance|area|door|car))|company internal|internal\\s*(?=[:\\]])|not to leave the (?:company|building|team)|between us colleagues|for the team only|not for (?:the )?(?:clients?|customers?|suppliers?|outsiders|press)(?=[\\s.,;!]*(?:$|\\n))'
  + '|nur (?:für )?intern(?:en gebrauch|e verwendung)?(?!\\p{L})|nur für den internen gebrauch|intern\\s*(?=:)|nicht (?:nach )?(?:außen|aussen|extern)(?: geben| weitergeben| weiterleiten)?|nicht an (?:den |die )?(?:kunden|externe|dritte|lieferanten)|bleibt (?:unter uns kollegen|im haus|unter uns)|nur für (?:mitarbeiter|kollegen|das team)(?!\\p{L})'
  + '|(?:à )?usage (?:strictement )?interne|interne uniquement|en interne uniquement|strictement interne|note interne|interne\\s*(?=:)|ne pas (?:diffuser|communiquer|envoyer|transmettre|partager) (?:à l.ext[ée]rieur|en externe|au client|aux clients)|ne doit pas sortir|réservé (?:au personnel|aux collaborateurs|à l.usage interne))', 'iu')

/** A subject that begins with the word in capitals, or in brackets. */
const INTERNAL_SUBJECT =
  /^\s*(?:(?:RE|FW|AW|WG|TR|Re|Fw|Fwd|Aw|Antw): ?)*(?:INTERN(?:AL|E)?(?!\p{L})|\[[iI]ntern(?:al|e)?\])/u

/** A file that says in its name that it stays inside. */
const INTERNAL_FILE = /(?:^|[_\s-])(?:intern|internal|interne|nur_intern|internal[_ -]only)(?=[_\s.-]|$)/i

/** Whom a text may be kept from. */
const OTHERS = '(?:klant|leverancier|cliënt|patiënt|bezoeker|kandidaat|kandidaten|tussenpersoon|tussenpersonen|makelaar|aannemer|onderaannemer|wederpartij|tegenpartij|buitenwereld|buitenstaander|extern|externe|derde|pers|ouder|huurder|bewoner|inwoner|partner|relatie|concurrent|adviseur|gast|publiek|media|supplier|client|customer|broker|agent|vendor|contractor|subcontractor|partner|outsider|press|media|public|competitor|candidate|tenant|parent|patient|resident|visitor|guest|third part(?:y|ie)|other side|kunde|lieferant|klient|makler|händler|vertreter|gegenseite|bewerber|dritte|externe|presse|öffentlichkeit|partner|mieter|eltern|patient|gast|gäste|fournisseur|prestataire|client|courtier|partenaire|candidat|locataire|parent|patient|presse|média|public|tiers|partie adverse|concurrent|visiteur)(?:s|es|en|n|innen|nen)?'
/** Who may have it. */
const OURS = '(?:collega.s|medewerkers|personeel|werknemers|staf|team|teamleden|redactie|bestuur|directie|mt|managementteam|docenten|leerkrachten|eigen mensen|eigen team|ons team|leden van het (?:team|bestuur|mt)|onze afdeling|de afdeling|eigen gebruik|ons|onder ons|binnen|intern|interne verspreiding|colleagues|staff|employees|personnel|our (?:team|staff|people|own people|office|department|use)|the (?:team|board|office|department|desk|newsroom)|own use|us|internal (?:use|circulation|eyes)|in-?house (?:use)?|kollegen|kolleginnen|mitarbeiter|mitarbeitende|beschäftigte|bedienstete|personal|das team|unser team|unsere abteilung|den vorstand|die redaktion|die abteilung|uns|eigengebrauch|den eigengebrauch|den dienstgebrauch|interne zwecke|collègues|collaborateurs|salariés|personnel|l.équipe|notre équipe|notre service|nos équipes|la rédaction|la direction|nous|usage interne|un usage interne)'
const HOUSE = '(?:team|kantoor|huis|pand|afdeling|organisatie|bedrijf|redactie|school|bestuur|groep|club|dienst|ons|onze muren|deze muren|binnenskamers|binnenshuis|office|house|building|company|team|department|firm|organi[sz]ation|room|four walls|these walls|us|ourselves|haus|büro|abteilung|firma|team|unternehmen|organisation|redaktion|verein|behörde|uns|vier wänden|maison|bureau|service|équipe|entreprise|société|organisation|rédaction|murs|nous)'

const keptInside = new RegExp('(?<!\\p{L})(?:'
  + [
    // Only for us.
    `(?:alleen|uitsluitend|enkel|slechts|louter|puur) (?:bestemd |bedoeld )?(?:voor |onder |binnen )(?:de |het |onze |ons |eigen )*${OURS}`, `(?:only|solely|strictly|exclusively|purely) (?:meant |intended )?(?:for|among|between|within) (?:the |our )*${OURS}`, `(?:for|between|among) (?:the |our )*${OURS} (?:eyes )?only`,
    `(?:nur|ausschließlich|lediglich|allein) (?:bestimmt |gedacht )?(?:für|unter|innerhalb) (?:die |der |den |das |unsere?[nrms]? )*${OURS}`, `(?:uniquement|seulement|exclusivement|strictement) (?:destiné\\p{L}* )?(?:pour|à|aux|entre) (?:le |la |les |l.|nos |notre )*${OURS}`, `(?:réservé|destiné)\\p{L}* (?:exclusivement |uniquement )?(?:à|aux|au) (?:le |la |les |l.|nos |notre )*${OURS}`,
    // Internal, said of the text itself.
    '(?:ausschließlich|rein|strikt|streng) intern', '(?:purely|strictly|exclusively) internal', '(?:exclusivement|purement|strictement) interne', '(?:uitsluitend|strikt|puur|zuiver) intern', '(?:dit is een|this is an|das ist eine?|ceci est une?) intern(?:e[rs]?|al)? (?:bericht|mail|memo|notitie|stuk|message|note|paper|nachricht|notiz|mitteilung|information|mitteilung|note|courriel)', '(?:voor|for|für|pour) (?:ons |our |unseren |notre )?(?:eigen gebruik|own use|eigengebrauch|den eigengebrauch|dienstgebrauch|usage propre)',
    // It stays here.
    `(?:blijft|blijven|houden?|houdt?|hou) (?:dit |het |dat |we |wij |ze |graag |nog |even |strikt )*(?:binnen|onder|tussen) (?:het |de |ons |onze |deze )*${HOUSE}`, `(?:binnen|onder|tussen) (?:het |de |ons |onze |deze )*${HOUSE} (?:te )?(?:houden|blijven)`, `(?:stays?|remains?|keep (?:it|this|that|them)|kept|to be kept) (?:strictly )?(?:within|inside|between|among|in(?= (?:our|the) (?:team|company|department|firm|office)(?: only)?[.,;!]| ?-?house(?: only)?[.,;!])) ?-?(?:the |our |these )*${HOUSE}`,
    `(?:bleibt|bleiben|bleibe|behalten wir|behalte\\p{L}* (?:das |es |dies )?|halten wir) (?:das |es |dies |bitte |strikt )*(?:innerhalb|unter|in(?= unser)|in(?= diesen)) (?:der |des |dem |unserem |unserer |unseren |unseres |diesen )*${HOUSE}`, `unter uns (?:behalten|bleiben|halten)`, `(?:reste|restent|rester|garder|gardons|garde)\\p{L}* (?:ça |cela |le |la |bien )*(?:entre|au sein de|à l.intérieur de|dans(?= (?:l.|notre |le )(?:équipe|service|entreprise|société|rédaction))) (?:la |le |l.|les |notre |nos )*${HOUSE}`,
    // It does not go out.
    `(?:niet|nooit|geenszins) (?:verder |zomaar )?(?:verspreiden|delen|doorsturen|doorgeven|doorzetten|mailen|sturen|lekken) (?:buiten|naar buiten|aan buiten)(?: (?:het |de |ons |onze )*${HOUSE})?`, `(?:niet|nog niet|nooit) buiten (?:het |de |ons |onze |deze )*${HOUSE} (?:brengen|delen|komen|verspreiden|bespreken|laten)`, `(?:not|never|(?:do|does|must|should|may|ca|can)n.t) (?:to )?(?:be )?(?:share|forward|pass|send|circulate|distribute|leak|discuss|shared|forwarded|passed|sent|circulated|distributed|discussed|leave|take)\\p{L}* (?:it |this |that |on |anything )*(?:outside|beyond|out of|externally)(?: (?:the |our |these )*${HOUSE})?`,
    `nicht (?:nach )?(?:außerhalb|außen|draußen|aus)(?: (?:der|des|dem|unserer|unseres|unserem) ${HOUSE})?(?: (?:geben|weitergeben|weiterleiten|tragen|verteilen|dringen))?(?=\\s*[.,;!]|\\s*$)`, `(?:ne (?:pas|jamais) |pas à )(?:le |la |les |l.)?(?:diffuser|faire sortir|transmettre|partager|faire suivre|communiquer|sortir) (?:à l.extérieur|hors|en dehors)(?: (?:de |du |des |d.)*(?:la |le |l.|notre |nos )*${HOUSE})?`,
    // Not for them; at the end, so that "not for customers who ..." is another thing.
    `(?:nooit|niet|mag niet|mogen niet) (?:bij|aan|naar|voor|met) (?:de |het |onze |een )*${OTHERS}(?: (?:terechtkomen|delen|komen|tonen|laten zien|bespreken|sturen|mailen|geven|noemen|bekend worden))?(?=\\s*[.!;,)\\]]|\\s*$)`, `(?:not|never) (?:meant |intended |suitable )?(?:for|with|to) (?:the |our |any )*${OTHERS}(?=\\s*[.!;,)\\]]|\\s*$)`,
    `nicht (?:bestimmt |gedacht |geeignet )?(?:für|an|mit) (?:die |den |der |das |unsere?[nrms]? )*${OTHERS}(?: (?:bestimmt|gedacht|teilen|weitergeben|geben|zeigen))?(?=\\s*[.!;,)\\]]|\\s*$)`, `pas (?:destiné\\p{L}* )?(?:pour|aux?|à|avec) (?:le |la |les |l.|nos |notre )*${OTHERS}(?=\\s*[.!;,)\\]]|\\s*$)`,
    // They must not hear of it.
    `(?:andere kant|${OTHERS}) (?:mag|mogen) (?:dit |het |dat |er |hier )*(?:niet|niets|nooit) (?:van )?(?:weten|horen|zien|merken)`, `(?:mag|mogen|moet|moeten) (?:de |het |onze )*(?:andere kant|${OTHERS}) (?:dit |het |dat |er )?(?:niet|niets|nooit) (?:weten|horen|zien|van weten|merken)`, `(?:the |our )*(?:other side|${OTHERS}) (?:must|should|may|can) (?:not|never) (?:know|hear|see|find out|learn)`, `(?:die |der |das |unsere?[nrms]? )*(?:andere seite|${OTHERS}) (?:darf|dürfen|soll|sollen) (?:das |es |davon )?(?:nicht|nichts|nie) (?:wissen|hören|erfahren|sehen)`, `(?:le |la |les |l.|notre |nos )*(?:autre partie|${OTHERS}) ne (?:doit|doivent|peut|peuvent) (?:pas |rien )?(?:le |la )?(?:savoir|voir|apprendre|entendre)`,
  ].join('|') + ')(?!\\p{L})', 'iu')

/** Words of a subject or a line's begin that mark the whole text: "intern bericht", "Interner Vermerk". */
const MARKED = new RegExp(String.raw`(?:^|\n)\s*(?:(?:re|fw|aw|wg|tr|fwd|antw)\s?: ?)*[[(]?(?:intern(?:e[rs]?|al)?|hausintern|in-?house|house-?internal) (?:bericht|memo|mail|notitie|stuk|mededeling|overleg|concept|informatie|message|note|memo|paper|briefing|brief|draft|information|nachricht|notiz|vermerk|mitteilung|papier|entwurf|rundschreiben|message|courriel|document|courrier|communication)[\])]?\s*(?=$|\n|[:.,!-])`, 'iu')

/**
 * A group that the text is only for and that stands among the recipients: "alleen voor consulenten" to
 * `consulenten@`.
 */
const ONLY_FOR = new RegExp(String.raw`(?<!\p{L})(?:(?:alleen|uitsluitend|enkel) voor|only for|for the|nur für|ausschließlich für|uniquement pour|réservé aux?)\s+(?:de |het |onze |the |our |die |den |das |unsere |les |la |le |l.|nos )?(\p{L}{4,30})(?: only)?`, 'iu')

/** A text meant for inside goes outside. */
export function internalOnly({ draft, setting, newText }: Situation): Alarm[] {
  if (setting.outside.length === 0) return []
  const looked = newText.length <= INTERNAL_TEXT_MAX ? newText
    : `${newText.slice(0, INTERNAL_TEXT_MAX * 0.75)}\n${newText.slice(-INTERNAL_TEXT_MAX / 4)}`
  const rule = INTERNAL_SUBJECT.test(draft.subject) || INTERNAL_ONLY.test(draft.subject) || INTERNAL_ONLY.test(looked)
    || draft.attachments.slice(0, 100).some(({ name }) => INTERNAL_FILE.test(name)) ? 'says-internal'
    : keptInside.test(draft.subject) || keptInside.test(looked) ? 'kept-inside'
      : MARKED.test(draft.subject) || MARKED.test(looked) ? 'marked-internal'
        : isOnlyForColleagues(draft.recipients, setting.outside, `${draft.subject}\n${looked}`) ? 'only-for-colleagues' : undefined
  return rule === undefined ? [] : [{ id: 'internal-only-to-external', score: 0.8, recipients: setting.outside.slice(0, 50), rules: [rule] }]
}

/** Characters of the new text in which such words are looked for: three quarters from its begin, one from its end. */
export const INTERNAL_TEXT_MAX = 6000

function isOnlyForColleagues(recipients: Situation['draft']['recipients'], outside: readonly string[], told: string): boolean {
  const group = ONLY_FOR.exec(told)?.[1]
  if (group === undefined) return false
  const them = new Set(outside)
  return recipients.slice(0, 200).some(({ address }) => !them.has(address.toLowerCase())
    && foldedWords(localOf(address)).includes(foldWord(group)))
}

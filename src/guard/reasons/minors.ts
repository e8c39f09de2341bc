import { foldedWords } from '../fold.ts'
import type { Setting } from '../setting.ts'

/**
 * Whether a passage is about a minor: what must be secured about a child is also a matter of children. From the age, the
 * class, the word for a child, and from who writes to whom. UAVG art. 5, AVG recital 38
 */

/** An age under 18, a class, a group: in Dutch, English, German and French. */
const AGE = new RegExp(String.raw`\((?:[1-9]|1[0-7])\)|\b(?:[1-9]|1[0-7]) ?(?:jaar(?: oud)?|jarige?|years?[ -]old|yrs?|yo|jahre? alt|jährige?r?|ans|maanden|months(?: old)?|monate alt|mois)(?![\p{L}])`
  + String.raw`|\b(?:van|is|wird|a|de|about|rond de|mit) (?:een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien)\b(?= ?(?:jaar|zei|zegt|en|,|\.|moet|wil|is|komt))`
  + String.raw`|\b(?:aged?|about|turns?|is) (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)\b|\b(?:eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)[- ]year`
  + String.raw`|\bgroep [1-8]\b|\b(?:klas|brugklas|klasse|class|year|grade|form) ?\d{1,2}[a-z]?\b|\b(?:in|aus|aus der|uit|de la|en) \d{1,2}(?:[a-eA-E]|\. ?klasse|e|ème|eme)\b|\breception\b|\b(?:cp|ce1|ce2|cm1|cm2)\b`, 'iu')

const CHILD = new RegExp(String.raw`(?<!\p{L})(?:leerling\p{L}*|scholier\p{L}*|kleuter\p{L}*|peuter\p{L}*|baby\p{L}*|dreumes|zuigeling|meisjes?|jongetjes?|jongens?|zoontje|dochtertje|kindje|kinderen|kind|tweeling|minderjarige?n?|pleegkind\p{L}*|puber`
  + String.raw`|pupils?|toddlers?|infants?|babies|boys?|girls?|twins|child(?:ren)?|kids?|schoolchild\p{L}*|minors?|teenagers?|schüler\p{L}*|kinder|säugling\p{L}*|mädchen|jungen?|zwillinge|minderjährig\p{L}*|jugendliche\p{L}*|élèves?|enfants?|bébés?|nourrissons?|fillettes?|garçons?|jumeaux|jumelles|mineure?s?|ados?)(?!\p{L})`, 'iu')

const YOUTH = new Set('kita kindergarten kinderopvang gastouder creche nursery playgroup basisschool grundschule primary infants maternelle ecole school schule college lyceum leerplicht jeugd jeugdzorg jeugdhulp jeugdbescherming jugendamt jugendhilfe youth foster pleegzorg pleegouders pflegefamilie safeguarding enfance aemo ase scouts scouting scout guides akela kinderarts kinderfysio paediatric kinderarzt pediatre schoolarts schularzt schoolhealth voogd veiligthuis forderzentrum speciaalonderwijs inklusion schulbegleitung leerlingen elternkind kinderrechter'.split(' '))
const YOUTH_BEGINNINGS = ['kinder', 'jeugd', 'jugend', 'school', 'schul', 'grundschul', 'basisschool', 'enfan', 'pupil', 'leerling', 'pleeg', 'child', 'pflegekind', 'foster']

/** Most of a passage that is looked at, and addresses that are. */
export const MINOR_LOOK_MAX = 1200
const ADDRESSES_MAX = 20

/** Whether what is said here is about a child: an age or class,
  or a word for a child in the mail of those who care for children. */
export function isAboutMinor(text: string, { draft }: Setting): boolean {
  const looked = text.slice(0, MINOR_LOOK_MAX)
  const isChild = CHILD.test(looked)
  if (AGE.test(looked)) return true
  const words = [draft.from, ...draft.recipients.slice(0, ADDRESSES_MAX).map(({ address }) =>
    address)].flatMap(foldedWords)
  const isYouth = words.some((word) => YOUTH.has(word) || YOUTH_BEGINNINGS.some((begin) => word.startsWith(begin)))
  return isYouth && (isChild || !/\bu\b|\buw\b|\byour\b|\bihr\b|\bvotre\b/i.test(looked))
}

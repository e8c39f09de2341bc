import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * The hearts of the cases: hand-written texts of one to five sentences in `cores/<set>-<lang>-<part>.txt`. A heart begins with
 * `== classes | sender > recipient | subject | trap`, then its text, then where wanted `++ file name` with the file's text.
 *
 * Classes: reasons joined by `+` (must be secured) or `-why` (must not). Sender and a recipient outside: `desk@trade`;
 * `priv` is a private person (`priv:A` when that is person A), `int` a colleague. Slots and marks: `fill.ts`.
 */
export interface Core {
  /** Set, language and place in the files, such as `frozen-nl-017`. */
  readonly id: string
  readonly lang: string
  readonly reasons: readonly string[]
  /** Why it need not be secured; null when it must. */
  readonly why: string | null
  readonly sender: string
  readonly recipient: string
  readonly subject: string
  readonly trap: string | null
  readonly body: string
  readonly files: readonly { readonly name: string, readonly text: string }[]
}

const folder = join(import.meta.dirname, 'cores')

/** All hearts of a set (`frozen` or `open`), in the order of the files. */
export function readCores(set: string): Core[] {
  const count = new Map<string, number>()
  return globSync(`${set}-*.txt`, { cwd: folder }).toSorted().flatMap((file) => {
    const lang = basename(file).split('-')[1] ?? ''
    return readFileSync(join(folder, file), 'utf8').split(/^== /m).slice(1).map((block) => {
      const number = (count.get(lang) ?? 0) + 1
      count.set(lang, number)
      return readCore(block, `${set}-${lang}-${String(number).padStart(3, '0')}`, lang)
    })
  })
}

function readCore(block: string, id: string, lang: string): Core {
  const end = block.indexOf('\n')
  const [classes = '', way = '', subject = '', trap = null] = block.slice(0, end).split(' | ').map((part) => part.trim())
  const [sender = '', recipient = ''] = way.split(' > ')
  const [body = '', ...files] = block.slice(end + 1).split(/^\+\+ /m)
  if (sender === '' || recipient === '' || subject === '' || body.trim() === '') throw new Error(`${id} is not complete: ${block.slice(0, 80)}`)
  return {
    id, lang, sender, recipient, subject, trap, body: body.trim(),
    reasons: classes.startsWith('-') ? [] : classes.split('+'),
    why: classes.startsWith('-') ? classes.slice(1) : null,
    files: files.map((file) => {
      const [name = '', ...lines] = file.split('\n')
      return { name: name.trim(), text: lines.join('\n').trim() }
    }),
  }
}

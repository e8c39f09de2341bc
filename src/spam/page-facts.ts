/** Facts of pages and links as marks. Pure. */
import type { Link } from './links.ts'
import type { Page } from './page.ts'
import type { Notes } from './places.ts'

export function pageFacts(page: Page, notes: Notes): void {
  const { linkCount, tags, images, hiddenLength, comments, splits, shownLength } = page
  for (const tag of tags) notes.note('tag', tag)
  notes.note('links', powerOf(linkCount))
  notes.note('images', powerOf(images))
  notes.note('comments', powerOf(comments))
  notes.note('splits', powerOf(splits))
  notes.note('hidden', hiddenLength === 0 ? 'no' : hiddenLength > 200 ? 'much' : 'some')
  notes.note('page', shownLength < 100 ? images > 0 ? 'picture' : 'empty' : linkCount > 0 ? 'links' : 'text')
}

const powerOf = (count: number): string => String(Math.round(Math.log2(1 + count)))

export function linkFacts({ host, scheme, path, hasUser, port }: Link, notes: Notes): void {
  notes.note('scheme', scheme)
  if (host === '') return
  const labels = host.split('.')
  notes.note('host', labels.slice(-2).join('.'))
  notes.note('host-ending', /^[\d.]+$/.test(host) ? 'address' : labels.at(-1) ?? '')
  notes.note('host-labels', String(Math.min(labels.length, 6)))
  if (hasUser) notes.note('link', 'user')
  if (port !== '') notes.note('link', 'port')
  notes.note('path', `${Math.min(5, path.split('/').length)} ${/\.(\w{2,5})(?:$|\?)/.exec(path)?.[1]?.toLowerCase() ?? ''}`)
  if (path.includes('%')) notes.note('link', 'escapes')
  if (/[?&][^=]{1,20}=[^&]{0,200}@/.test(path)) notes.note('link', 'address')
  for (const word of path.slice(0, 200).toLowerCase().split(/[^a-z]+/).slice(0, 12)) if (word.length > 2 && word.length < 20) notes.note('path-word', word)
}

/** The fixed folders as the cover calls them, in Dutch and in English whatever the language of the screen; in small letters. */
const fixedFolderNames: ReadonlySet<string> = new Set([
  'postvak in', 'concepten', 'verzonden', 'archief', 'ongewenst', 'prullenbak', 'alle mail',
  'inbox', 'drafts', 'sent', 'archive', 'junk', 'bin', 'all mail', 'trash',
])

/** Whether an own folder of this name would stand beside a fixed one that is called the same. Capitals make no difference. */
export function isFixedFolderName(name: string): boolean {
  return fixedFolderNames.has(name.trim().replace(/\s+/g, ' ').toLowerCase())
}

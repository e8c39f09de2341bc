/**
 * The parts of `mailauth` that check, loaded when they are first needed. Each is named by its own file: the library's front door
 * also loads what BIMI needs (a client for HTTP, readers of certificates and of XML), which takes twice the memory and the time.
 */
export interface Library {
  readonly spf: typeof import('mailauth/lib/spf/index.js').spf
  readonly dmarc: typeof import('mailauth/lib/dmarc/index.js').dmarc
  readonly dkimVerify: typeof import('mailauth/lib/dkim/verify.js').dkimVerify
  readonly arc: typeof import('mailauth/lib/arc/index.js').arc
}

let loaded: Promise<Library> | undefined

/** Loads it once; all who ask share it. */
export function mailAuthLibrary(): Promise<Library> {
  return loaded ??= load()
}

async function load(): Promise<Library> {
  const [{ spf }, { dmarc }, { dkimVerify }, { arc }] = await Promise.all([
    import('mailauth/lib/spf/index.js'), import('mailauth/lib/dmarc/index.js'), import('mailauth/lib/dkim/verify.js'),
    import('mailauth/lib/arc/index.js'),
  ])
  return { spf, dmarc, dkimVerify, arc }
}

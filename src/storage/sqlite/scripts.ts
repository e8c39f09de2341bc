import { findReadScript, findWriteScript, type ReadScript, type WriteScript } from '../script.ts'

/** Loads script modules into a storage thread on first use. */

/** The script when its module is loaded already. */
export function loadedScript(
  kind: 'write' | 'read',
  name: string,
): WriteScript<never, unknown> | ReadScript<never, unknown> | undefined {
  return kind === 'write' ? findWriteScript(name) : findReadScript(name)
}

/** Imports the module; an error in it, or a module without that script, fails only the calls that need it. */
export async function loadScript(kind: 'write' | 'read', name: string, module: string): Promise<void> {
  await import(module)
  if (loadedScript(kind, name) === undefined) {
    throw new Error(`the module of ${kind} script ${name} does not declare it: ${module}`)
  }
}

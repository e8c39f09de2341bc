import { bytesOf } from './guest-api.ts'

/** Largest attachment that is shown as a picture on the page, in bytes. */
export const pictureBytesMax = 16 * 1024 * 1024

/**
 * Fetches a file and hands it to the browser to keep. Fetched rather than linked to, so that a session that ended is told on the
 * page and not saved as a file. Throws `GuestProblem`.
 */
export async function saveFile(path: string, name: string): Promise<void> {
  const url = URL.createObjectURL(await bytesOf(path))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The browser has taken it over by then; an address that stays would keep the bytes in memory.
  setTimeout(() => { URL.revokeObjectURL(url) }, 60_000)
}

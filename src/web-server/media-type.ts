/** Type and subtype of a Content-Type field, lower case; a stream of bytes when it is none. */
export function mediaTypeOf(field: string | undefined): string {
  const type = (field ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,80}$/.test(type) ? type : 'application/octet-stream'
}

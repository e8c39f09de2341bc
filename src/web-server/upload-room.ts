/** Memory that uploads may take together while they come in; over it an upload is told to come back. */
export interface UploadRoom {
  begin(): { take(bytes: number): boolean, end(): void }
}

export function createUploadRoom(bytesMax: number): UploadRoom {
  let used = 0
  return {
    begin() {
      let own = 0
      return {
        take(bytes) {
          if (used + bytes > bytesMax) return false
          used += bytes
          own += bytes
          return true
        },
        end() {
          used -= own
          own = 0
        },
      }
    },
  }
}

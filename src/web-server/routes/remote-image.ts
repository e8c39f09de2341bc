import { Problem } from '../problem.ts'
import type { Route } from '../route.ts'
import { keyOf } from '../session-key.ts'

/** Pictures that are fetched at the same time for one session. */
export const REMOTE_IMAGES_AT_ONCE_MAX = 6

/** A picture of a mail, fetched by the server for a reader who allowed this sender's pictures. */
export const remoteImageRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/remote-image', access: 'signed-in', by: 'cookie',
    async answer({ parts, http }, user) {
      const leave = parts.atOnce.enter(`remote-image/${keyOf(user)}`, REMOTE_IMAGES_AT_ONCE_MAX)
      if (leave === undefined) throw new Problem(429, 'busy', { retryAfterSeconds: 1 })
      try {
        const image = await parts.remoteImages.fetch(http.req.query('url') ?? '')
        if (image.outcome === 'refused') {
          parts.log.info('web.remote-image-refused', { reason: image.reason })
          throw new Problem(404, 'no-picture')
        }
        return new Response(image.bytes as Uint8Array<ArrayBuffer>, {
          headers: {
            'content-type': image.type, 'content-security-policy': "default-src 'none'; sandbox",
            'cache-control': 'private, max-age=3600', 'content-disposition': 'attachment; filename="picture"',
          },
        })
      } finally {
        leave()
      }
    },
  },
]

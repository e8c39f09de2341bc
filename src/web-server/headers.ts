import { day } from '../base/sizes.ts'

/** Names of the Trusted Types policies that the web client makes; no other can be made. */
export const trustedTypesPolicies = ['dompurify', 'svelte-trusted-html', 'zegel'] as const

/** The policy of every page and answer but two: nothing from third parties, nothing inline. CSP Level 3 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  // The guard while somebody writes runs in a thread of its own; its script is a file of the web client.
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self' blob:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  `trusted-types ${trustedTypesPolicies.join(' ')}`,
].join('; ')

/**
 * The empty page in which the web client shows the HTML of a mail. It has no scripts at all and loads nothing; styles of
 * the mail work inside it and only there. `allow-same-origin` lets the client fill it; without `allow-scripts` nothing
 * in it can run, so that gives the mail nothing.
 */
export const mailFramePolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
].join('; ')

/** What a downloaded attachment may do when somebody opens it as a page: nothing. */
export const downloadPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"

const POWERFUL = [
  'accelerometer', 'autoplay', 'camera', 'display-capture', 'fullscreen', 'geolocation', 'gyroscope', 'hid', 'idle-detection',
  'magnetometer', 'microphone', 'midi', 'payment', 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking',
]

/** Headers of every answer, whatever it is. */
export const everyAnswer: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': POWERFUL.map((feature) => `${feature}=()`).join(', '),
  'cache-control': 'no-store',
}

/** Two years (RFC 6797); sent over https only. */
export const strictTransportSecurity = `max-age=${730 * day / 1000}; includeSubDomains`

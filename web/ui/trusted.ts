/**
 * The one place where a string becomes markup or the address of a script. The content security policy asks for Trusted Types:
 * only this policy, Svelte's and DOMPurify's exist. This one is only given HTML that went through the sanitiser, and only vouches
 * for scripts out of our own build.
 */
const policy = window.trustedTypes?.createPolicy('zegel', {
  createHTML: (html) => html,
  createScriptURL: (url) => {
    const { origin, pathname } = new URL(url, location.href)
    if (origin !== location.origin || !/^\/assets\/[\w./-]+\.js$/.test(pathname)) throw new TypeError('not a script of ours')
    return url
  },
})

/** Vouches for sanitised HTML. */
export function trustHtml(sanitised: string): TrustedHTML | string {
  return policy?.createHTML(sanitised) ?? sanitised
}

/** Vouches for the address of a worker of this build; throws for any other. */
export function trustScript(url: string): TrustedScriptURL | string {
  return policy?.createScriptURL(url) ?? url
}

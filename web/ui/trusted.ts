/**
 * The one place where a string becomes markup. The content security policy asks for Trusted Types: only this policy, Svelte's
 * and DOMPurify's exist, and this one is only given HTML that went through the sanitiser.
 */
const policy = window.trustedTypes?.createPolicy('zegel', { createHTML: (html) => html })

/** Vouches for sanitised HTML. */
export function trustHtml(sanitised: string): TrustedHTML | string {
  return policy?.createHTML(sanitised) ?? sanitised
}

/** The pages of the outside world, each marked as a demonstration. They look like somebody else's: system letters, no seal. */
import { attacks, type Tried } from './attacker.ts'
import type { OutsideMail } from './mailbox.ts'
import type { PhoneMessage } from './phone.ts'
import { escaped, shownHtml, shownText } from './shown-html.ts'

/** The private person of the demonstration. */
export const ANJA = { name: 'Anja Bakker', address: 'anja.bakker@post.example', phone: '06 12 34 56 21' } as const

export function homePage(): string {
  return page('De buitenwereld', 'start', `<h1>De buitenwereld</h1>
<p>Alles hier is nagespeeld. Zo ziet u wat mensen buiten de organisatie zien.</p>
<ul class="keuzes">
<li><a href="/post">Mailbox van ${ANJA.name}</a><p>${ANJA.address}. Zij heeft geen account bij een organisatie. Haar mailserver biedt geen beveiligde verbinding.</p></li>
<li><a href="/telefoon">Telefoon van ${ANJA.name}</a><p>${ANJA.phone}. Hier komt de sms met de code.</p></li>
<li><a href="/aanvaller">Iemand die kwaad wil</a><p>Probeert mail binnen te smokkelen en doet zich voor als een ander.</p></li>
</ul>
<h2>Zo speelt u het na</h2>
<ol>
<li>Log in als Marieke en schrijf aan ${ANJA.address}. Noem een BSN: 111222333.</li>
<li>Kies ‘Verstuur beveiligd’. Vul als mobiel nummer ${ANJA.phone} in.</li>
<li>Open hier de mailbox van Anja en volg de link. De code staat op haar telefoon.</li>
</ol>`)
}

export function mailboxPage(mails: readonly OutsideMail[], of: string | undefined): string {
  const addresses = [...new Set([ANJA.address, ...mails.map(({ to }) => to)])]
  const chosen = addresses.find((one) => one === of) ?? ANJA.address
  const list = mails.filter(({ to }) => to === chosen)
  const others = addresses.length < 2 ? '' : `<nav aria-label="Mailboxen"><ul class="rij">${addresses.map((one) =>
    `<li><a href="/post?van=${encodeURIComponent(one)}"${one === chosen ? ' aria-current="page"' : ''}>${escaped(one)}</a></li>`).join('')}</ul></nav>`
  const rows = list.map(({ id, from, subject, at }) => `<li><a href="/post/${id}"><b>${escaped(from.name === '' ? from.address : from.name)}</b>
<span>${escaped(subject === '' ? '(geen onderwerp)' : subject)}</span> <time>${moment(at)}</time></a></li>`).join('\n')
  return page(`Mailbox van ${chosen}`, 'post', `<h1>${chosen === ANJA.address ? `Mailbox van ${ANJA.name}` : `Mailbox ${escaped(chosen)}`}</h1>
${others}
${list.length === 0 ? '<p>Nog geen mail. Deze pagina ververst vanzelf.</p>' : `<ul class="brieven">${rows}</ul>`}`)
}

export function mailPage({ from, to, subject, at, html, text }: OutsideMail): string {
  return page(subject === '' ? '(geen onderwerp)' : subject, 'post', `<p><a href="/post?van=${encodeURIComponent(to)}">Terug naar de mailbox</a></p>
<article><h1>${escaped(subject === '' ? '(geen onderwerp)' : subject)}</h1>
<p class="van"><b>${escaped(from.name)}</b><br>&lt;${escaped(from.address)}&gt;<br>aan ${escaped(to)} · ${moment(at)}</p>
<div class="brief">${html === null ? shownText(text) : shownHtml(html)}</div></article>`)
}

export function phonePage(messages: readonly PhoneMessage[]): string {
  const rows = messages.map(({ to, text, at }) => `<li><p class="klein">${moment(at)} · aan ${escaped(to)}</p><p class="ballon">${escaped(text.split('\n\n@')[0] ?? '')}</p></li>`)
  return page(`Telefoon van ${ANJA.name}`, 'telefoon', `<h1>Telefoon van ${ANJA.name}</h1>
<p>${ANJA.phone}</p>
${rows.length === 0 ? '<p>Nog geen sms. Deze pagina ververst vanzelf.</p>' : `<ul class="sms">${rows.join('\n')}</ul>`}`)
}

export function attackerPage(tried: Tried | undefined): string {
  const choices = attacks.map(({ id, title, what, expect }) => `<li><h2>${title}</h2><p>${escaped(what)}</p><p class="klein">Wat hoort te gebeuren: ${escaped(expect)}</p>
<form method="post" action="/aanvaller"><button name="poging" value="${id}">${title}</button></form></li>`).join('\n')
  return page('Iemand die kwaad wil', 'aanvaller', `<h1>Iemand die kwaad wil</h1>
<p>De knoppen proberen het echt, over SMTP, bij Zorggroep De Linde. Daarna ziet u woord voor woord wat de server zei.</p>
${tried === undefined ? '' : outcomeOf(tried)}
<ul class="keuzes">${choices}</ul>`)
}

function outcomeOf({ attack, said, outcome, at }: Tried): string {
  const words = {
    taken: 'De server nam de mail aan. Kijk in de webmail van Marieke waar die ligt en wat erbij staat.',
    refused: 'De server weigerde de mail. Er is niets aangekomen.',
    'no-answer': 'De server gaf geen antwoord.',
  }[outcome]
  const lines = said.map(({ by, text }) => `<li class="${by}"><b>${by}</b><pre>${escaped(text)}</pre></li>`).join('\n')
  return `<section class="uitkomst" aria-labelledby="uitkomst"><h2 id="uitkomst">${attack.title}: ${outcome === 'refused' ? 'geweigerd' : outcome === 'taken' ? 'aangenomen' : 'geen antwoord'}</h2>
<p>${words} <span class="klein">${moment(at)}</span></p><ol class="gesprek">${lines}</ol></section>`
}

export function notFoundPage(): string {
  return page('Niet gevonden', '', '<h1>Deze pagina is er niet</h1><p><a href="/">Naar de buitenwereld</a></p>')
}

const places = [['/', 'start', 'Start'], ['/post', 'post', 'Mailbox'], ['/telefoon', 'telefoon', 'Telefoon'], ['/aanvaller', 'aanvaller', 'Kwaadwillende']] as const

function page(title: string, at: string, body: string): string {
  const nav = places.map(([href, id, name]) => `<li><a href="${href}"${id === at ? ' aria-current="page"' : ''}>${name}</a></li>`).join('')
  return `<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} - nagespeelde buitenwereld</title><link rel="stylesheet" href="/buiten.css"><script src="/buiten.js" defer></script></head>
<body><header><p class="merk"><b>Demonstratie.</b> Dit is een nagespeelde buitenwereld. Niets hiervan is echt.</p>
<nav aria-label="Buitenwereld"><ul class="rij">${nav}</ul></nav></header>
<main>${body}</main></body></html>
`
}

/** Times in the zone where the demonstration is played, whatever the machine thinks. */
function moment(at: number): string {
  return escaped(new Intl.DateTimeFormat('nl-NL', {
    day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Amsterdam',
  }).format(at))
}

/** Asks now and then whether something came, and then shows it. Not while somebody reads one mail. */
export const SCRIPT = `'use strict'
let known
setInterval(async () => {
  if (document.hidden || /^\\/post\\/|^\\/aanvaller/.test(location.pathname)) return
  try {
    const now = await (await fetch('/stand')).text()
    if (known !== undefined && known !== now) location.reload()
    known = now
  } catch {}
}, 1500)
`

export const STYLE = `:root { color-scheme: light dark; --ink: #1b1b1b; --ground: #fff; --band: #fff3c4; --band-ink: #3d2e00; --line: #c9c9c9; --quiet: #555; --link: #0b4f9c; --button: #0b5c6b; --on-button: #fff; --bubble: #e8eef4; }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --ground: #161616; --band: #4a3a00; --band-ink: #ffeeb5; --line: #555; --quiet: #b5b5b5; --link: #8ab8f5; --button: #6cc5d4; --on-button: #06232a; --bubble: #26323d; } }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
header .merk { margin: 0; padding: .75rem 1rem; background: var(--band); color: var(--band-ink); border-bottom: 2px dashed currentColor; }
nav { padding: 0 1rem; border-bottom: 1px solid var(--line); }
main nav { padding: 0; border: 0; }
.rij { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin: 0; padding: 0; list-style: none; }
.rij a { display: inline-block; padding: .75rem 0; }
.rij a[aria-current] { font-weight: 600; color: var(--ink); text-decoration: none; box-shadow: inset 0 -3px 0 var(--ink); }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.125rem; margin: 0; }
.klein, time, .van { color: var(--quiet); font-size: .875rem; }
.keuzes, .brieven, .sms { margin: 1rem 0; padding: 0; list-style: none; }
.keuzes li { padding: 1rem 0; border-top: 1px solid var(--line); }
.keuzes li > a { font-weight: 600; }
.keuzes p { margin: .25rem 0; }
.brieven li { border-bottom: 1px solid var(--line); }
.brieven a { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 1rem; padding: .75rem 0; color: inherit; text-decoration: none; }
.brieven a:hover span { text-decoration: underline; }
.brieven span { grid-row: 2; grid-column: 1 / -1; }
.brief { margin-top: 1.5rem; }
.knop, button { display: inline-block; min-height: 2.75rem; padding: .625rem 1.25rem; font: inherit; font-weight: 600; color: var(--on-button); background: var(--button); border: 0; border-radius: 6px; text-decoration: none; cursor: pointer; }
form { margin-top: .75rem; }
.sms li { margin-top: 1rem; }
.sms p { margin: 0; }
.ballon { max-width: 26rem; margin-top: .25rem; padding: .75rem 1rem; font-size: 1.125rem; background: var(--bubble); border-radius: 14px 14px 14px 2px; white-space: pre-line; }
.uitkomst { margin: 1.5rem 0; padding: 1rem; border: 2px solid var(--line); }
.gesprek { margin: 1rem 0 0; padding: 0; list-style: none; }
.gesprek li { padding: .375rem 0; border-top: 1px solid var(--line); }
.gesprek b { font-size: .875rem; color: var(--quiet); }
.gesprek pre { margin: 0; font: .875rem/1.4 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.gesprek .server pre { font-weight: 700; }
`

/** Draws how a cost grows with the mailbox: one line an operation, relative to the smallest mailbox, as a small SVG. */

export interface Line {
  readonly name: string
  /** Cost at each size, how often as much as in the smallest mailbox. */
  readonly points: readonly { readonly messages: number, readonly times: number }[]
}

const WIDTH = 760
const HEIGHT = 400
const LEFT = 60
const RIGHT = 230
const TOP = 50
const BOTTOM = 50
/** Told apart with every kind of colour vision (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9']

/** Whole picture; `bar` is the share that a cost may grow or shrink (0.3). */
export function drawGrowth({ lines, bar, caption }: {
  readonly lines: readonly Line[], readonly bar: number, readonly caption: string,
}): string {
  const sizes = [...new Set(lines.flatMap(({ points }) => points.map(({ messages }) => messages)))].toSorted((a, b) =>
    a - b)
  const [least = 1, most = 10] = [sizes[0], sizes.at(-1)]
  const all = lines.flatMap(({ points }) => points.map(({ times }) => times))
  const highest = Math.max(2, ...all) * 1.1
  const lowest = Math.min(0.5, ...all)
  const x = (messages: number): number => LEFT + (WIDTH - LEFT - RIGHT) * Math.log(messages / least) / Math.max(1e-9,
    Math.log(most / least))
  const y = (times: number): number =>
    HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * Math.log(times / lowest) / Math.log(highest / lowest)
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${escaped(caption)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="22" font-size="14">${escaped(caption)}</text>`,
    `<rect x="${LEFT}" y="${at(y(1 + bar))}" width="${WIDTH - LEFT - RIGHT}" height="${at(y(1 - bar) - y(1 + bar))}" fill="#ddd"/>`,
    ...sizes.map((messages) => `<text x="${at(x(messages))}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${messages.toLocaleString('en')}</text>`),
    `<text x="${LEFT + (WIDTH - LEFT - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">messages in the mailbox</text>`,
    ...ticks(highest).map((times) => `<path d="M${LEFT} ${at(y(times))}H${WIDTH - RIGHT}" stroke="#bbb" stroke-width=".5"/>`
      + `<text x="${LEFT - 8}" y="${at(y(times) + 4)}" text-anchor="end">× ${times}</text>`),
    ...lines.flatMap(({ name, points }, index) => {
      const colour = COLOURS[index % COLOURS.length] ?? '#000'
      const path = points.map(({ messages, times }) => `${at(x(messages))} ${at(y(times))}`).join('L')
      return [
        `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...points.map(({ messages, times }) => `<circle cx="${at(x(messages))}" cy="${at(y(times))}" r="3" fill="${colour}"/>`),
        `<path d="M${WIDTH - RIGHT + 14} ${TOP + 16 + index * 22}h18" stroke="${colour}" stroke-width="3"/>`,
        `<text x="${WIDTH - RIGHT + 38}" y="${TOP + 20 + index * 22}">${escaped(name)} × ${(points.at(-1)?.times ?? 1).toFixed(2)}</text>`,
      ]
    }),
    '</svg>',
  ]
  return `${parts.join('\n')}\n`
}

/** Halves and doubles: an operation that costs twenty times as much must not press the others together. */
function ticks(highest: number): number[] {
  return Array.from({ length: Math.floor(Math.log2(highest)) + 2 }, (_, index) => 2 ** (index - 1))
}

const at = (value: number): string => value.toFixed(1)

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

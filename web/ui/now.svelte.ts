/** The time for what the screen says about today and yesterday; moves every half minute. */
let moment = $state(Date.now())
setInterval(() => { moment = Date.now() }, 30_000)

export const now = (): number => moment

// Asks now and then whether something came, and then shows it. Not while somebody reads one mail.
let known
setInterval(async () => {
  if (document.hidden || /^\/post\/|^\/aanvaller/.test(location.pathname)) return
  try {
    const now = await (await fetch('/stand')).text()
    if (known !== undefined && known !== now) location.reload()
    known = now
  } catch {}
}, 1500)

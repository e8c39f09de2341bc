export type Theme = 'system' | 'light' | 'dark'

const storageKey = 'zegel.theme'

/** Chooses the colours: the tokens change under the components. Remembered on this device, so that the door has them too. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  try {
    localStorage.setItem(storageKey, theme)
  } catch {
    // Storage is off: the choice holds for this page.
  }
}

/** Sets what this device last chose, before anything is drawn. */
export function startTheme(): void {
  try {
    const kept = localStorage.getItem(storageKey)
    if (kept === 'light' || kept === 'dark') applyTheme(kept)
  } catch {
    // Storage is off: the device's own setting counts.
  }
}

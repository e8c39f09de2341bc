import { mount } from 'svelte'
import App from './App.svelte'
import { startLanguage } from './texts.svelte.ts'
import { startTheme } from './theme.ts'

startTheme()
await startLanguage()
const target = document.getElementById('app')
if (target !== null) mount(App, { target })

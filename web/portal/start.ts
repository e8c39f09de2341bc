import { mount } from 'svelte'
import Portal from './Portal.svelte'
import { guest } from './guest.svelte.ts'
import { startLanguage } from './texts.svelte.ts'

await startLanguage()
const target = document.getElementById('guest')
if (target !== null) mount(Portal, { target })
void guest.start()

import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

/**
 * Builds the guest pages into the same `web/dist`, apart from the web application: a guest on a slow line loads nothing that only
 * people with an account need. Runs after the other build, which empties the folder.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [svelte()],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    assetsDir: 'assets/guest',
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: { portal: join(import.meta.dirname, 'portal.html') } },
  },
})

import type { FastifyInstance } from 'fastify'

/** Remembers every route that is registered from now on; the answer names the methods that a path takes, none when it is nowhere. */
export function routeMethods(app: Pick<FastifyInstance, 'addHook'>): (path: string) => string[] {
  const routes: { matches: RegExp; methods: string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    if (url === '*' || url === '/*') return
    routes.push({ matches: pathPattern(url), methods: [method].flat() })
  })
  return (path) => {
    const methods = routes.filter((route) => route.matches.test(path)).flatMap((route) => route.methods)
    return [...new Set(methods)].sort()
  }
}

/** Source: find-my-way's route syntax, the part in use here: static text, `:parameter`, a final `*`. */
function pathPattern(url: string): RegExp {
  const source = url
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:[A-Za-z0-9_]+/g, '[^/]+')
    .replace(/\*$/, '.*')
  return new RegExp(`^${source}$`)
}

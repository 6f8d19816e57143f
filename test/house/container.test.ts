import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../helpers/cruise.ts'

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const dockerfile = textOf('Dockerfile')
const project = JSON.parse(textOf('package.json')) as { devDependencies: Record<string, string> }

test('the image runs the Node that the project is tested with', () => {
  const images = [...dockerfile.matchAll(/^FROM node:([\d.]+)-slim/gm)].map(([, version]) => version)

  expect(images.length).toBeGreaterThan(1)
  expect(new Set(images)).toEqual(new Set([project.devDependencies['node']]))
})

test('what the image copies is there, and is let through by .dockerignore', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
    sources.split(' ')
  )
  const passed = [...textOf('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, name]) => name)

  expect(copied.length).toBeGreaterThan(5)
  expect(copied.filter((name) => !existsSync(join(ROOT, name)))).toEqual([])
  expect(copied.filter((name) => !passed.includes(name))).toEqual([])
  expect(textOf('.dockerignore').split('\n')[0]).toBe('*')
})

test('the image runs as an unprivileged user, is asked for its health, and ends on a signal', () => {
  const last = dockerfile.slice(dockerfile.lastIndexOf('FROM '))

  expect(last).toMatch(/^USER node$/m)
  expect(last).toMatch(/^HEALTHCHECK /m)
  expect(last).toMatch(/^CMD \["node", "dist\/main\.js"\]$/m)
  expect(last).not.toContain('npm ')
})

test('compose publishes on loopback only, and starts without an .env', () => {
  const compose = textOf('docker-compose.yml')
  const ports = [...compose.matchAll(/^ +- "([^"]+:\d+:\d+)"$/gm)].map(([, port]) => port)

  expect(ports).toEqual(['127.0.0.1:3100:3100'])
  expect(compose).toMatch(/- path: \.env\n +required: false/)
})

test('every package of every platform stands in the lock file, without which npm ci refuses to install', () => {
  const { packages } = JSON.parse(textOf('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => {
      const parts = path.split('/node_modules/')
      const places = parts.map((_, depth) => `${parts.slice(0, depth + 1).join('/node_modules/')}/node_modules/${name}`)
      return ![`node_modules/${name}`, ...places].some((place) => packages[place] !== undefined)
    })
  )

  expect(Object.keys(packages).length).toBeGreaterThan(300)
  expect(missing).toEqual([])
})

test('the verification script can be run', () => {
  expect(statSync(join(ROOT, '.ci/run')).mode & 0o111).not.toBe(0)
})

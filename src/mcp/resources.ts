import { ResourceNotFoundError } from '@modelcontextprotocol/server'
import type { Caller } from '../deps.ts'

/** One readable resource; its text is made for the caller who reads it. */
export interface McpResource {
  uri: string
  name: string
  title: string
  description: string
  mimeType: string
  /** @throws CommsError that the caller is shown. */
  read(caller: Caller): Promise<string>
  /** Topic of the bus on which a change for this caller is announced; undefined when it has none. */
  changes(caller: Caller): string | undefined
}

/** All resources by URI. */
export class Resources {
  readonly #byUri: Map<string, McpResource>

  constructor(resources: readonly McpResource[]) {
    this.#byUri = new Map(resources.map((resource) => [resource.uri, resource]))
  }

  /** As `resources/list` shows them. */
  list() {
    const resources = this.all().map(({ uri, name, title, description, mimeType }) => {
      return { uri, name, title, description, mimeType }
    })
    return { resources }
  }

  all(): McpResource[] {
    return [...this.#byUri.values()]
  }

  /** @throws ResourceNotFoundError when there is no such resource. */
  get(uri: string): McpResource {
    const found = this.#byUri.get(uri)
    if (!found) throw new ResourceNotFoundError(uri, `Resource ${uri} not found`)
    return found
  }
}

const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `AgentOS Comms needs Node 24 and found ${process.version}. Run "npm ci" without --ignore-scripts: it brings Node 24 along.`
  )
  process.exit(1)
}

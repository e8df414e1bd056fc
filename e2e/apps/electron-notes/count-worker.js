// Counts words in a process of its own, so that the windows stay responsive.
process.parentPort.on('message', ({ data: { texts } }) => {
  process.parentPort.postMessage({ words: texts.flatMap((text) => text.split(/\s+/)).filter(Boolean).length });
});

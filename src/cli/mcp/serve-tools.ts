// Bundled by itself, with the SDK in it: nothing but the command `mcp` loads it.
import process from 'node:process';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

/** A tool as it is offered to a language model. */
export interface ServedTool {
  name: string;
  title: string;
  description: string;
  inputSchema: { type: 'object'; properties: Record<string, object>; required: string[] };
  run(input: Record<string, unknown>): Promise<ToolAnswer>;
}

export interface ToolAnswer {
  text: string;
  isError: boolean;
}

/** The server as it introduces itself. */
export interface ServerInfo {
  name: string;
  version: string;
  /** Read by the model before it calls a tool. */
  instructions: string;
}

/** Serves tools by the Model Context Protocol over standard input and output, until the client closes the input or `stop` is aborted. */
export async function serveTools(info: ServerInfo, tools: readonly ServedTool[], stop: AbortSignal): Promise<void> {
  const { instructions, ...about } = info;
  const server = new Server(about, { capabilities: { tools: {} }, instructions });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ run: _run, ...tool }) => ({
      ...tool,
      // They read files of this machine, and nothing else.
      annotations: { title: tool.title, readOnlyHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params: { name, arguments: input = {} } }) => {
    const tool = tools.find((one) => one.name === name);
    const answer =
      tool === undefined
        ? { text: `There is no tool of this name. Known: ${tools.map((one) => one.name).join(', ')}.`, isError: true }
        : await tool.run(input);
    return { content: [{ type: 'text', text: answer.text }], isError: answer.isError };
  });
  await new Promise<void>((done, fail) => {
    server.onclose = done;
    // The transport does not look for the end of the input.
    const close = () => void server.close().then(done, fail);
    process.stdin.once('end', close).once('close', close);
    stop.addEventListener('abort', close, { once: true });
    server.connect(new StdioServerTransport()).catch(fail);
  });
}

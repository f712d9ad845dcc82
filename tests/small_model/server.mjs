// A small language model behind OpenAI's chat API, on loopback: for `make eval-small`.
// node server.mjs MODEL.gguf PORT
import {createServer} from "node:http";
import {getLlama, LlamaChatSession} from "node-llama-cpp";

const [modelPath, port] = process.argv.slice(2);
const MOST_TOKENS = 220, MOST_CHARACTERS = 12_000; // a form of FIELDS fields has some 150
const FIELDS = 10; // the first of a form: a model this small fills in the rest as badly, and takes minutes
const llama = await getLlama({gpu: false, maxThreads: Number(process.env.THREADS ?? 2), logLevel: "error"});
const model = await llama.loadModel({modelPath});
const context = await model.createContext({contextSize: 6144});

const textOf = ({content}) => Array.isArray(content) ? content.map((part) => part.text ?? "").join("") : content ?? "";

// What the grammar cannot express is left out; a schema's own words are for models that could read them.
function grammarSchema(schema) {
    if (schema.enum) return {enum: schema.enum};
    if (schema.anyOf) return {oneOf: schema.anyOf.map(grammarSchema)};
    if (Array.isArray(schema.type)) return {oneOf: schema.type.map((type) => grammarSchema({...schema, type}))};
    if (schema.type === "array") return {type: "array", items: grammarSchema(schema.items ?? {}), maxItems: 2};
    if (schema.type === "object") {
        const properties = Object.entries(schema.properties ?? {}).slice(0, FIELDS).map(([name, one]) => [name, grammarSchema(one)]);
        return {type: "object", properties: Object.fromEntries(properties)};
    }
    if (schema.type === "string") return {type: "string", maxLength: 40};
    return {type: schema.type ?? "string"};
}

function inlined(schema, definitions) {
    if (Array.isArray(schema)) return schema.map((one) => inlined(one, definitions));
    if (!schema || typeof schema !== "object") return schema;
    if (schema.$ref) return inlined(definitions[schema.$ref.split("/").at(-1)], definitions);
    return Object.fromEntries(Object.entries(schema).map(([name, one]) => [name, inlined(one, definitions)]));
}

const parameters = ({parameters: schema}) => grammarSchema(inlined(schema, schema.$defs ?? {}));

// One tool alone is a form to fill in; of several the model picks one, or says something.
function wanted({response_format: form, tools = [], tool_choice: choice}) {
    if (form?.json_schema) return {kind: "text", schema: grammarSchema(inlined(form.json_schema.schema, form.json_schema.schema.$defs ?? {}))};
    const functions = tools.map((tool) => tool.function);
    if (functions.length === 1 || choice?.function) {
        const one = functions.find(({name}) => name === choice?.function?.name) ?? functions[0];
        return {kind: "form", name: one.name, schema: parameters(one)};
    }
    if (!functions.length) return {kind: "text"};
    const calls = functions.map((one) => ({type: "object", properties: {tool: {const: one.name}, arguments: parameters(one)}}));
    return {kind: "choice", schema: {oneOf: [{type: "object", properties: {say: {type: "string", maxLength: 300}}}, ...calls]}};
}

function history(body) {
    const system = body.messages.filter(({role}) => role === "system" || role === "developer").map(textOf);
    if ((body.tools?.length ?? 0) > 1) system.push("Tools: " + body.tools.map(({function: {name, description}}) => `${name}: ${description}`).join("\n"));
    const said = body.messages.filter(({role}) => role !== "system" && role !== "developer").map((message) => {
        const calls = (message.tool_calls ?? []).map(({function: call}) => `${call.name}(${call.arguments})`).join("\n");
        const text = `${textOf(message)}${calls}`.slice(0, 3000);
        return message.role === "assistant" ? {type: "model", response: [text]} : {type: "user", text: message.role === "tool" ? `Result: ${text}` : text};
    });
    return {system: system.join("\n\n").slice(0, MOST_CHARACTERS), said};
}

async function answer(body) {
    const sequence = context.getSequence();
    try {
        const {system, said} = history(body), want = wanted(body);
        const session = new LlamaChatSession({contextSequence: sequence, systemPrompt: system, autoDisposeSequence: false});
        session.setChatHistory([{type: "system", text: system}, ...said.slice(0, -1)]);
        const grammar = want.schema && await llama.createGrammarForJsonSchema(want.schema);
        const before = sequence.tokenMeter.getState();
        const text = await session.prompt(said.at(-1)?.text ?? "", {temperature: 0, maxTokens: grammar ? MOST_TOKENS : 120, grammar});
        const used = sequence.tokenMeter.diff(before);
        return {message: asMessage(want, text), used};
    } finally {
        sequence.dispose();
    }
}

function asMessage(want, text) {
    const call = (name, given) => ({role: "assistant", content: null, tool_calls: [{id: `call-${Date.now()}`, type: "function", function: {name, arguments: given}}]});
    if (want.kind === "form") return call(want.name, text);
    if (want.kind === "text") return {role: "assistant", content: text};
    let said;
    try { said = JSON.parse(text); } catch { return {role: "assistant", content: text}; } // cut off at the most tokens
    return said.tool ? call(said.tool, JSON.stringify(said.arguments ?? {})) : {role: "assistant", content: said.say ?? text};
}

function reply(response, status, body) {
    response.writeHead(status, {"content-type": "application/json"});
    response.end(JSON.stringify(body));
}

let turn = Promise.resolve(); // one context, so one answer at a time
createServer(async (request, response) => {
    if (request.method === "GET") return reply(response, 200, {object: "list", data: [{id: "smollm2-135m", object: "model"}]});
    const parts = [];
    for await (const part of request) parts.push(part);
    let gone = false;
    response.on("close", () => { gone = !response.writableFinished; });
    turn = turn.then(async () => {
        if (gone) return; // nobody waits for it any more
        try {
            const body = JSON.parse(Buffer.concat(parts).toString());
            const begun = Date.now(), {message, used} = await answer(body);
            console.error(`${Date.now() - begun} ms`, JSON.stringify(message).slice(0, 400));
            const usage = {prompt_tokens: used.usedInputTokens, completion_tokens: used.usedOutputTokens, total_tokens: used.usedInputTokens + used.usedOutputTokens};
            reply(response, 200, {id: "chat", object: "chat.completion", created: Math.floor(begun / 1000), model: body.model, choices: [{index: 0, message, finish_reason: message.tool_calls ? "tool_calls" : "stop"}], usage});
        } catch (error) {
            console.error(String(error));
            reply(response, 500, {error: {message: String(error), type: "server_error"}});
        }
    });
}).listen(Number(port), "127.0.0.1", () => console.error("ready"));

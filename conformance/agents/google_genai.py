"""Google's SDK for Python: converts all tools of tools/list, which come on stdin, as Gemini gets them."""

import json
import sys
from types import SimpleNamespace

from google.genai._mcp_utils import mcp_to_gemini_tools

tools = [
    SimpleNamespace(name=tool["name"], description=tool["description"], inputSchema=tool["inputSchema"])
    for tool in json.load(sys.stdin)
]
converted = mcp_to_gemini_tools(tools)
for tool, [declaration] in zip(tools, (each.function_declarations for each in converted)):
    given = set(declaration.parameters.properties or {})
    if given != set(tool.inputSchema.get("properties", {})):
        sys.exit(f"{tool.name}: {given}")
print(f"{len(converted)} tools")

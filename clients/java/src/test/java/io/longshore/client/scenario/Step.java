package io.longshore.client.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A step as scenario.json has it. */
record Step(JsonNode json) {
    String verb() {
        return text("do");
    }

    /** A field's text; empty where the step has none of this name. */
    String text(String field) {
        return json.path(field).asString("");
    }

    /** The request, in protobuf's JSON. */
    String request() {
        return json.path("request").toString();
    }

    List<String> show() {
        var paths = new ArrayList<String>();
        json.path("show").forEach(path -> paths.add(path.asString()));
        return paths;
    }

    boolean anonymous() {
        return json.path("anonymous").asBoolean(false);
    }

    /** When the nested step is to be carried out, in percent. */
    int percent() {
        return json.path("at").path("percent").asInt(0);
    }

    /** The nested step. */
    Optional<Step> then() {
        return Optional.ofNullable(json.path("at").get("then")).map(Step::new);
    }
}

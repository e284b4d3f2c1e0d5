# shellcheck shell=sh
# Reads what the command line prints with --output json: no jq is asked for.

# Turns JSON objects, one a line on stdin, into lines "path<TAB>value", such as "image.refs.0.uuid<TAB>3f…".
# Escapes in strings stay as they are.
json_flatten() {
    awk '
        function path(i, text) {
            text = ""
            for (i = 1; i <= depth; i++) text = text (i > 1 ? "." : "") (is_list[i] ? index_at[i] : key_at[i])
            return text
        }
        function leaf(value) { print path() "\t" value }
        {
            rest = $0
            depth = 0
            while (rest != "") {
                if (match(rest, /^[ \t\r]+/)) { rest = substr(rest, RLENGTH + 1); continue }
                c = substr(rest, 1, 1)
                if (c == "{" || c == "[") {
                    depth++
                    is_list[depth] = (c == "[")
                    index_at[depth] = 0
                    awaits_key = (c == "{")
                    rest = substr(rest, 2)
                } else if (c == "}" || c == "]") {
                    depth--
                    rest = substr(rest, 2)
                } else if (c == ",") {
                    if (is_list[depth]) index_at[depth]++
                    awaits_key = !is_list[depth]
                    rest = substr(rest, 2)
                } else if (c == ":") {
                    awaits_key = 0
                    rest = substr(rest, 2)
                } else if (match(rest, /^"([^"\\]|\\.)*"/)) {
                    text = substr(rest, 2, RLENGTH - 2)
                    rest = substr(rest, RLENGTH + 1)
                    if (awaits_key) key_at[depth] = text
                    else leaf(text)
                } else if (match(rest, /^[^],} \t\r]+/)) {
                    leaf(substr(rest, 1, RLENGTH))
                    rest = substr(rest, RLENGTH + 1)
                } else {
                    exit 1
                }
            }
        }'
}

# json_value FILE PATH: the last value whose path ends so ("receipt.sent_bytes"), over all lines; empty where none does.
json_value() {
    json_flatten <"$1" | awk -F '\t' -v wanted="$2" '
        {
            at = length($1) - length(wanted)
            if ($1 == wanted || (at > 0 && substr($1, at) == "." wanted)) value = $2
        }
        END { print value }'
}

# json_result FILE PATH: the same of the last line alone, which is the resource, and by its whole path.
json_result() {
    tail -n 1 "$1" | json_flatten | awk -F '\t' -v wanted="$2" '$1 == wanted { print $2 }'
}

# json_sum FILE NAME: the sum over an operation's receipts, of a group one a backup. The same receipts may stand at two
# places (the task's result, the call's): each place is summed by itself.
json_sum() {
    json_flatten <"$1" | awk -F '\t' -v name="$2" '
        match($1, "(receipt|receipts\\.[0-9]+)\\." name "$") { value[$1] = $2; place[$1] = substr($1, 1, RSTART - 1) }
        END {
            for (path in value) sum[place[path]] += value[path]
            for (each in sum) if (sum[each] > most) most = sum[each]
            printf "%.0f\n", most
        }'
}

package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.ObjectMapper;

class ExpectationTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                   | {}
            {"a":1,"b":[true,null]}              | {"b":[true,null],"a":1.0}
            {"a":"<any>"}                        | {"a":{"b":[]}}
            {"a":"<integer>"}                    | {"a":-5}
            {"a":"<uuid>"}                       | {"a":"0123456789abcdef0123456789abcdef"}
            {"a":"<date>"}                       | {"a":"Nov 14, 2017 10:20:57 PM"}
            {"a":"<text>"}                       | {"a":""}
            {"a":"x<*>z"}                        | {"a":"x[y].z"}
            {"a":1,"<others>":"allowed"}         | {"a":1,"b":2}
            {"b":"<absent>","<others>":"ok"}     | {"a":1}
            """)
    void meets(String expected, String actual) {
        assertThat(Expectation.difference(JSON.readTree(expected), JSON.readTree(actual)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1}                              | {"a":2}        | /a: 2 (expected: 1)
            {"a":1}                              | {}             | /a: not there (expected: 1)
            {"a":1}                              | {"a":1,"b":2}  | : also has [b]
            {"a":[1]}                            | {"a":[1,2]}    | /a: a list of 2: [1,2] (expected: of 1)
            {"a":[{"b":1}]}                      | {"a":[{"b":"1"}]} | /a/0/b: "1" (expected: 1)
            {"a":"<integer>"}                    | {"a":"5"}      | /a: "5" (expected: "<integer>")
            {"a":"<integer>"}                    | {"a":5.5}      | /a: 5.5 (expected: "<integer>")
            {"a":"<uuid>"}                       | {"a":"x"}      | /a: "x" (expected: "<uuid>")
            {"a":"<date>"}                       | {"a":"2017-11-14"} | /a: "2017-11-14" (expected: "<date>")
            {"a":"<absent>","<others>":"ok"}     | {"a":1}        | /a: 1 (expected: not there)
            """)
    void tellsTheFirstDifferenceAndWhereItIs(String expected, String actual, String difference) {
        assertThat(Expectation.difference(JSON.readTree(expected), JSON.readTree(actual)))
                .contains(difference);
    }
}

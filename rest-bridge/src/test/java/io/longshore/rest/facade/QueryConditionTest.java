package io.longshore.rest.facade;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryConditionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    a=b         | a | EQ       | b
                    a!=b        | a | NE       | b
                    a>b         | a | GT       | b
                    a>=b        | a | GE       | b
                    a<b         | a | LT       | b
                    a<=b        | a | LE       | b
                    a~=b        | a | LIKE     | b
                    a!~=b       | a | NOT_LIKE | b
                    a?=b,c      | a | IN       | b,c
                    a!?=b,c     | a | NOT_IN   | b,c
                    a is null   | a | IS_NULL  | ``
                    a not null  | a | NOT_NULL | ``
                    a=b=c       | a | EQ       | b=c
                    a=b>c       | a | EQ       | b>c
                    a=          | a | EQ       | ``
                    a=b!=c      | a=b | NE     | c
                    a=b>=c      | a=b | GE     | c
                    """)
    void theFirstOperatorOfTheTableThatStandsAnywhereIsMeant(
            String text, String name, QueryOperator operator, String value) {
        assertThat(QueryCondition.parse(text)).isEqualTo(new QueryCondition(name, operator, value));
    }
}

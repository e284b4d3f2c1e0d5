package io.longshore.rest.facade;

import io.longshore.v1.Operator;
import java.util.Arrays;
import java.util.List;

/**
 * The operators of the original's query language. Their order is the order in which they are looked for in a condition: the first that
 * stands anywhere in it is the one that is meant.
 */
enum QueryOperator {
    NE("!=", Operator.OPERATOR_NE),
    GE(">=", Operator.OPERATOR_GE),
    LE("<=", Operator.OPERATOR_LE),
    NOT_IN("!?=", Operator.OPERATOR_NOT_IN),
    NOT_LIKE("!~=", Operator.OPERATOR_NOT_LIKE),
    LIKE("~=", Operator.OPERATOR_LIKE),
    IN("?=", Operator.OPERATOR_IN),
    EQ("=", Operator.OPERATOR_EQ),
    GT(">", Operator.OPERATOR_GT),
    LT("<", Operator.OPERATOR_LT),
    IS_NULL("is null", Operator.OPERATOR_IS_NULL),
    NOT_NULL("not null", Operator.OPERATOR_NOT_NULL);

    private final String written;
    private final Operator operator;

    QueryOperator(String written, Operator operator) {
        this.written = written;
        this.operator = operator;
    }

    /** How callers write it. */
    String written() {
        return written;
    }

    /** The contract's of the same meaning. */
    Operator operator() {
        return operator;
    }

    /** How callers write all of them. */
    static List<String> allWritten() {
        return Arrays.stream(values()).map(QueryOperator::written).toList();
    }

    /** Whether it tests for a value's being there rather than for what it is. */
    boolean testsPresence() {
        return this == IS_NULL || this == NOT_NULL;
    }
}

# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

run "an_entry_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    alarms = {
      "arj-prod-thing" = {
        description   = "Things fail"
        namespace     = "Things"
        metric_name   = "Failures"
        threshold     = 1
        alarm_actions = ["arn:aws:sns:us-east-1:123456789012:alarms"]
      }
    }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["arj-prod-thing"].actions_enabled
    error_message = "it tells nobody"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["arj-prod-thing"].treat_missing_data == "notBreaching"
    error_message = "missing data is not named"
  }
}

run "refuses_another_statistic" {
  command = plan

  variables {
    alarms = {
      "arj-prod-thing" = {
        description   = "Things fail"
        namespace     = "Things"
        metric_name   = "Failures"
        threshold     = 1
        alarm_actions = ["arn:aws:sns:us-east-1:123456789012:alarms"]
        statistic     = "Median"
      }
    }
  }

  expect_failures = [var.alarms]
}

run "refuses_another_comparison" {
  command = plan

  variables {
    alarms = {
      "arj-prod-thing" = {
        description   = "Things fail"
        namespace     = "Things"
        metric_name   = "Failures"
        threshold     = 1
        alarm_actions = ["arn:aws:sns:us-east-1:123456789012:alarms"]
        comparison    = ">"
      }
    }
  }

  expect_failures = [var.alarms]
}

run "refuses_another_word_for_missing_data" {
  command = plan

  variables {
    alarms = {
      "arj-prod-thing" = {
        description        = "Things fail"
        namespace          = "Things"
        metric_name        = "Failures"
        threshold          = 1
        alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:alarms"]
        treat_missing_data = "ok"
      }
    }
  }

  expect_failures = [var.alarms]
}

run "refuses_a_period_that_cloudwatch_does_not_know" {
  command = plan

  variables {
    alarms = {
      "arj-prod-thing" = {
        description    = "Things fail"
        namespace      = "Things"
        metric_name    = "Failures"
        threshold      = 1
        alarm_actions  = ["arn:aws:sns:us-east-1:123456789012:alarms"]
        period_seconds = 45
      }
    }
  }

  expect_failures = [var.alarms]
}

run "refuses_an_alarm_that_tells_nobody" {
  command = plan

  variables {
    alarms = {
      "arj-prod-thing" = {
        description   = "Things fail"
        namespace     = "Things"
        metric_name   = "Failures"
        threshold     = 1
        alarm_actions = []
      }
    }
  }

  expect_failures = [var.alarms]
}

run "refuses_dimensions_of_a_log_filter" {
  command = plan

  variables {
    alarms = {
      "arj-prod-thing" = {
        description   = "Things fail"
        namespace     = "Things"
        metric_name   = "Failures"
        threshold     = 1
        alarm_actions = ["arn:aws:sns:us-east-1:123456789012:alarms"]
        log_filter    = { log_group = "things", pattern = "ERROR" }
        dimensions    = { A = "b" }
      }
    }
  }

  expect_failures = [var.alarms]
}

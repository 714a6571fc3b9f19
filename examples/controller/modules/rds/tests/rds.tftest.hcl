# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

variables {
  account_id = "123456789012"
}

run "an_entry_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        engine             = "postgres"
        engine_version     = "17"
        subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids = ["sg-0123456789abcdef0"]
      }
    }
  }

  assert {
    condition     = aws_db_instance.this["arj-prod-thing"].storage_encrypted && !aws_db_instance.this["arj-prod-thing"].publicly_accessible
    error_message = "not encrypted, or public"
  }

  assert {
    condition     = aws_db_instance.this["arj-prod-thing"].manage_master_user_password
    error_message = "the password is in the state"
  }

  assert {
    condition     = aws_db_instance.this["arj-prod-thing"].deletion_protection && aws_db_instance.this["arj-prod-thing"].multi_az
    error_message = "not protected"
  }

  assert {
    condition     = aws_db_parameter_group.instance["arj-prod-thing"].family == "postgres17"
    error_message = "other parameters"
  }

  assert {
    condition     = contains([for parameter in aws_db_parameter_group.instance["arj-prod-thing"].parameter : parameter.name], "rds.force_ssl")
    error_message = "plain connections are let in"
  }
}

run "refuses_aurora" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        engine             = "aurora-mysql"
        engine_version     = "8.0"
        subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids = ["sg-0123456789abcdef0"]
      }
    }
  }

  expect_failures = [var.instances]
}

run "refuses_a_mysql_without_its_minor_version" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        engine             = "mysql"
        engine_version     = "8"
        subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids = ["sg-0123456789abcdef0"]
      }
    }
  }

  expect_failures = [var.instances]
}

run "refuses_one_subnet" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        engine             = "postgres"
        engine_version     = "17"
        subnet_ids         = ["subnet-0123456789abcdef0"]
        security_group_ids = ["sg-0123456789abcdef0"]
      }
    }
  }

  expect_failures = [var.instances]
}

run "refuses_no_backups" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        engine                = "postgres"
        engine_version        = "17"
        subnet_ids            = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids    = ["sg-0123456789abcdef0"]
        backup_retention_days = 0
      }
    }
  }

  expect_failures = [var.instances]
}

run "refuses_a_limit_below_the_size" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        engine             = "postgres"
        engine_version     = "17"
        subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids = ["sg-0123456789abcdef0"]
        max_storage_gib    = 10
      }
    }
  }

  expect_failures = [var.instances]
}

run "refuses_an_alias_for_a_key" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        engine             = "postgres"
        engine_version     = "17"
        subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids = ["sg-0123456789abcdef0"]
        kms_key_arn        = "alias/thing"
      }
    }
  }

  expect_failures = [var.instances]
}

run "a_cluster_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    clusters = {
      "arj-prod-thing" = {
        engine             = "aurora-mysql"
        engine_version     = "8.0.mysql_aurora.3.08.2"
        subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids = ["sg-0123456789abcdef0"]
      }
    }
  }

  assert {
    condition     = aws_rds_cluster.this["arj-prod-thing"].storage_encrypted && aws_rds_cluster.this["arj-prod-thing"].deletion_protection
    error_message = "not encrypted, or not protected"
  }

  assert {
    condition     = length(aws_rds_cluster_instance.this) == 2
    error_message = "not two members"
  }

  assert {
    condition     = aws_rds_cluster_parameter_group.this["arj-prod-thing"].family == "aurora-mysql8.0"
    error_message = "other parameters"
  }
}

run "refuses_a_cluster_that_is_none" {
  command = plan

  variables {
    clusters = {
      "arj-prod-thing" = {
        engine             = "postgres"
        engine_version     = "8.0.mysql_aurora.3.08.2"
        subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids = ["sg-0123456789abcdef0"]
      }
    }
  }

  expect_failures = [var.clusters]
}

run "refuses_a_cluster_without_its_minor_version" {
  command = plan

  variables {
    clusters = {
      "arj-prod-thing" = {
        engine             = "aurora-mysql"
        engine_version     = "8"
        subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids = ["sg-0123456789abcdef0"]
      }
    }
  }

  expect_failures = [var.clusters]
}

run "refuses_a_cluster_in_one_subnet" {
  command = plan

  variables {
    clusters = {
      "arj-prod-thing" = {
        engine             = "aurora-mysql"
        engine_version     = "8.0.mysql_aurora.3.08.2"
        subnet_ids         = ["subnet-0123456789abcdef0"]
        security_group_ids = ["sg-0123456789abcdef0"]
      }
    }
  }

  expect_failures = [var.clusters]
}

run "refuses_a_cluster_of_nothing" {
  command = plan

  variables {
    clusters = {
      "arj-prod-thing" = {
        engine             = "aurora-mysql"
        engine_version     = "8.0.mysql_aurora.3.08.2"
        subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids = ["sg-0123456789abcdef0"]
        instances          = 0
      }
    }
  }

  expect_failures = [var.clusters]
}

run "refuses_a_cluster_without_backups" {
  command = plan

  variables {
    clusters = {
      "arj-prod-thing" = {
        engine                = "aurora-mysql"
        engine_version        = "8.0.mysql_aurora.3.08.2"
        subnet_ids            = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids    = ["sg-0123456789abcdef0"]
        backup_retention_days = 0
      }
    }
  }

  expect_failures = [var.clusters]
}

run "refuses_a_clock_turned_back_too_far" {
  command = plan

  variables {
    clusters = {
      "arj-prod-thing" = {
        engine             = "aurora-mysql"
        engine_version     = "8.0.mysql_aurora.3.08.2"
        subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids = ["sg-0123456789abcdef0"]
        backtrack_hours    = 73
      }
    }
  }

  expect_failures = [var.clusters]
}

run "refuses_an_alias_for_the_key_of_a_cluster" {
  command = plan

  variables {
    clusters = {
      "arj-prod-thing" = {
        engine             = "aurora-mysql"
        engine_version     = "8.0.mysql_aurora.3.08.2"
        subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
        security_group_ids = ["sg-0123456789abcdef0"]
        kms_key_arn        = "alias/thing"
      }
    }
  }

  expect_failures = [var.clusters]
}

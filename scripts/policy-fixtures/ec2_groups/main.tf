# EC2-025 (source_…)

resource "aws_autoscaling_group" "source_configuration" {
  max_size             = 1
  min_size             = 1
  availability_zones   = ["us-east-1a", "us-east-1b"]
  launch_configuration = "web"
}

resource "aws_autoscaling_group" "source_unknown" {
  max_size             = 1
  min_size             = 1
  availability_zones   = ["us-east-1a", "us-east-1b"]
  launch_configuration = terraform_data.later.output
}

resource "aws_autoscaling_group" "source_template" {
  max_size           = 1
  min_size           = 1
  availability_zones = ["us-east-1a", "us-east-1b"]
  launch_template {
    id = "lt-1"
  }
}

resource "aws_autoscaling_group" "source_mixed" {
  max_size           = 1
  min_size           = 1
  availability_zones = ["us-east-1a", "us-east-1b"]
  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = "lt-1"
      }
    }
  }
}

# EC2-026 (tag_…)

resource "aws_autoscaling_group" "tag_every" {
  max_size           = 1
  min_size           = 1
  availability_zones = ["us-east-1a", "us-east-1b"]
  launch_template {
    id = "lt-1"
  }
  dynamic "tag" {
    for_each = ["Owner", "Team"]
    content {
      key                 = tag.value
      value               = "x"
      propagate_at_launch = true
    }
  }
}

resource "aws_autoscaling_group" "tag_not_propagated" {
  max_size           = 1
  min_size           = 1
  availability_zones = ["us-east-1a", "us-east-1b"]
  launch_template {
    id = "lt-1"
  }
  tag {
    key                 = "Owner"
    value               = "x"
    propagate_at_launch = true
  }
  tag {
    key                 = "Team"
    value               = "x"
    propagate_at_launch = false
  }
}

resource "aws_autoscaling_group" "tag_none" {
  max_size           = 1
  min_size           = 1
  availability_zones = ["us-east-1a", "us-east-1b"]
  launch_template {
    id = "lt-1"
  }
}

resource "aws_autoscaling_group" "tag_unknown" {
  max_size           = 1
  min_size           = 1
  availability_zones = ["us-east-1a", "us-east-1b"]
  launch_template {
    id = "lt-1"
  }
  tag {
    key                 = terraform_data.later.output
    value               = "x"
    propagate_at_launch = true
  }
}

# EC2-027 (health_…)

resource "aws_autoscaling_group" "health_of_instance" {
  max_size           = 1
  min_size           = 1
  availability_zones = ["us-east-1a", "us-east-1b"]
  target_group_arns  = ["arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/web/1"]
  health_check_type  = "EC2"
  launch_template {
    id = "lt-1"
  }
}

resource "aws_autoscaling_group" "health_unset" {
  max_size           = 1
  min_size           = 1
  availability_zones = ["us-east-1a", "us-east-1b"]
  load_balancers     = [terraform_data.later.output]
  launch_template {
    id = "lt-1"
  }
}

resource "aws_autoscaling_group" "health_of_balancer" {
  max_size           = 1
  min_size           = 1
  availability_zones = ["us-east-1a", "us-east-1b"]
  load_balancers     = ["web"]
  health_check_type  = "ELB"
  launch_template {
    id = "lt-1"
  }
}

resource "aws_autoscaling_group" "health_unknown" {
  max_size           = 1
  min_size           = 1
  availability_zones = ["us-east-1a", "us-east-1b"]
  load_balancers     = ["web"]
  health_check_type  = terraform_data.later.output
  launch_template {
    id = "lt-1"
  }
}

resource "aws_autoscaling_group" "health_alone" {
  max_size           = 1
  min_size           = 1
  availability_zones = ["us-east-1a", "us-east-1b"]
  launch_template {
    id = "lt-1"
  }
}

# EC2-028 (zones_…)

resource "aws_autoscaling_group" "zones_two" {
  max_size            = 1
  min_size            = 1
  vpc_zone_identifier = ["subnet-1", "subnet-2"]
  launch_template {
    id = "lt-1"
  }
}

resource "aws_autoscaling_group" "zones_one_subnet" {
  max_size            = 1
  min_size            = 1
  vpc_zone_identifier = ["subnet-1"]
  launch_template {
    id = "lt-1"
  }
}

resource "aws_autoscaling_group" "zones_one" {
  max_size           = 1
  min_size           = 1
  availability_zones = ["us-east-1a"]
  launch_template {
    id = "lt-1"
  }
}

resource "aws_autoscaling_group" "zones_unknown" {
  max_size            = 1
  min_size            = 1
  vpc_zone_identifier = [terraform_data.later.output]
  launch_template {
    id = "lt-1"
  }
}

# What is there already has known zones.
resource "aws_autoscaling_group" "zones_existing" {
  max_size            = 2
  min_size            = 1
  vpc_zone_identifier = ["subnet-1"]
  launch_template {
    id = "lt-1"
  }
}

module "group" {
  source               = "./modules/group"
  launch_configuration = "web"
}

# EC2-036 (address_…)

resource "aws_eip" "address_unused" {}

resource "aws_eip" "address_instance" {
  instance = "i-1"
}

resource "aws_eip" "address_interface" {
  network_interface = terraform_data.later.output
}

resource "aws_eip" "address_associated" {
  for_each = toset(["a", "b"])
}

resource "aws_eip_association" "address_associated" {
  for_each      = aws_eip.address_associated
  instance_id   = "i-2"
  allocation_id = each.value.id
}

resource "aws_eip" "address_by_address" {}

resource "aws_eip_association" "address_by_address" {
  instance_id = "i-3"
  public_ip   = aws_eip.address_by_address.public_ip
}

resource "aws_eip" "address_gateway" {}

resource "aws_eip" "address_gateway_second" {}

resource "aws_nat_gateway" "address_gateway" {
  subnet_id                = "subnet-1"
  allocation_id            = aws_eip.address_gateway.id
  secondary_allocation_ids = [aws_eip.address_gateway_second.id]
}

resource "aws_eip" "address_balancer" {}

resource "aws_lb" "address_balancer" {
  load_balancer_type = "network"
  subnet_mapping {
    subnet_id     = "subnet-1"
    allocation_id = aws_eip.address_balancer.id
  }
}

module "address_module" {
  source        = "./modules/gateway"
  allocation_id = aws_eip.address_in_module.id
}

resource "aws_eip" "address_in_module" {}
